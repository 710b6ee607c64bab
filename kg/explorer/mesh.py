"""How many charges repel one another, told on a mesh by Fourier transform: the time grows with the mesh, not with pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Mesh:
    """A square mesh that is laid over the charges anew in each step.

    It is padded to twice its width, or the forces would come in again from the other side. The arrays are kept from
    step to step: having the system clear new ones takes as long as the transforms.
    """

    def __init__(self, cells: int) -> None:
        """Prepare a mesh of ``cells`` times ``cells``."""
        self.cells = cells
        offset = np.fft.fftfreq(2 * cells, 1 / (2 * cells))
        squared = offset[:, None] ** 2 + offset[None, :] ** 2 + 0.25
        # of one charge, both directions
        self._field = np.fft.rfft2(np.stack([offset[:, None] / squared, offset[None, :] / squared]), axes=(1, 2))
        self._rows = np.empty((cells, cells + 1), dtype=complex)
        self._wave = np.empty((2 * cells, cells + 1), dtype=complex)
        self._product = np.empty((2, 2 * cells, cells + 1), dtype=complex)
        self._forces = np.empty((2, cells, 2 * cells))

    def repel(self, places: Floats, charge: Floats) -> Floats:
        """Spread the charges over the mesh, fold it with the field of one charge, read the force on each node."""
        cells = self.cells
        columns = places[:, 0], places[:, 1]  # numpy takes ten times as long over both at once
        low = np.array([column.min() for column in columns])
        size = float(max(column.max() - column.min() for column in columns)) / (cells - 2) + 1e-9
        spot = (places - low) / size
        corner = np.minimum(spot.astype(np.int64), cells - 2)
        part = spot - corner
        shares = [
            ((corner[:, 0] + dx) * cells + corner[:, 1] + dy, np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]))
            for dx in (0, 1)
            for dy in (0, 1)
        ]
        charges = np.zeros(cells * cells)
        for cell, share in shares:
            charges += np.bincount(cell, share * charge, cells * cells)
        field = self._folded(charges.reshape(cells, cells)) / size
        force = np.zeros((2, len(places)))
        for cell, share in shares:
            force += field.take(cell, axis=1) * share
        return np.asarray((force * charge).T)

    def _folded(self, charges: Floats) -> Floats:
        """Fold the mesh with the field; what lies in the padding is neither transformed nor transformed back."""
        width = 2 * self.cells
        np.fft.rfft(charges, width, axis=1, out=self._rows)
        np.fft.fft(self._rows, width, axis=0, out=self._wave)
        np.multiply(self._wave, self._field, out=self._product)
        np.fft.ifft(self._product, axis=1, out=self._product)
        np.fft.irfft(self._product[:, : self.cells], width, axis=2, out=self._forces)
        return self._forces[:, :, : self.cells].reshape(2, self.cells * self.cells)
