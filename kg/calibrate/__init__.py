"""Learning to judge what was found: ``python -m kg.calibrate``."""
