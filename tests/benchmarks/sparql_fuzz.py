"""Send generated and broken queries to ``kg serve``: no crash, no answer over the limits, memory flat.

``python tests/benchmarks/sparql_fuzz.py [COUNT]`` sends 2,000 by default and prints what came back.
"""

from __future__ import annotations

import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TERMS = ["?s", "?p", "?o", "?x", "_:b", "kg:Tool", "entity:quillnet", "<http://a/b>", '"text"', "42", "-1.5e3", "true"]
TERMS += ["()", "[]", "a", "rdf:type", '"tag"@en', '"1"^^xsd:integer', "'\\u0041'", '"""a "quoted" text"""']
TERMS += ["<<( ?s ?p ?o )>>"]
PATHS = ["kg:uses+", "(kg:uses|^kg:uses)*", "!rdf:type", "kg:isA?", "kg:builtOn/kg:uses", "^rdf:subject/rdf:object"]
PLAIN = ["?p", "a", "kg:uses", "skos:prefLabel", "rdf:subject"]
CALLS = ["STR(?s)", "REGEX(STR(?o), '(a+)+$')", "STRLEN(?o) > 3", "?o / 0", "COALESCE(?x, 1/0)", "RAND()", "NOW()"]
CALLS += ["IF(?s = ?o, ?x, 'y')", "SUBSTR(STR(?s), -5, 9999999999)", "xsd:integer(?o)", "LANG(?o) = ''", "BNODE('b')"]
CALLS += ["REPLACE(STR(?o), '.', '$0$0$0')", "IRI(CONCAT('http://x/', STR(?o)))", "SHA512(STR(?o))", "?s IN (1, ?o)"]
CALLS += ["EXISTS { ?s ?p ?x }"]
FORMS = ["SELECT * WHERE", "SELECT DISTINCT ?s ?o WHERE", "SELECT (COUNT(*) AS ?n) WHERE", "ASK", "DESCRIBE ?s WHERE"]
FORMS += ["CONSTRUCT { ?s ?p ?o } WHERE", "SELECT REDUCED ?p (SAMPLE(?o) AS ?one) WHERE"]
TAILS = ["", "LIMIT 10", "ORDER BY DESC(?o) ?s", "GROUP BY ?s", "OFFSET 5 LIMIT 5", "HAVING (COUNT(*) > 1)"]
TAILS += ["VALUES ?s { UNDEF }"]
BROKEN = ["{", "}", "(", '"', "'", "\\", "<", "#", "\x00", "\\u0000", "\\uD800", "\U0001f4a5", ";", "{" * 90, "!" * 500]
BROKEN += ["SERVICE <http://127.0.0.1:1/> {}", "INSERT DATA { <a:a> <a:b> 1 }", "FROM <file:///etc/passwd>"]


def queries(chance: random.Random, count: int) -> Iterator[str]:
    """Make so many queries: two of three well formed or nearly so, the others broken on purpose."""
    for _ in range(count):
        text = f"{chance.choice(FORMS)} {{ {_group(chance, 3)} }} {chance.choice(TAILS)}"
        yield text if chance.random() < 0.66 else _broken(chance, text)


def _group(chance: random.Random, depth: int) -> str:
    return " ".join(_pattern(chance, depth) for _ in range(chance.randint(1, 3)))


def _pattern(chance: random.Random, depth: int) -> str:
    kind = chance.randint(0, 9 if depth else 4)
    if kind <= 3:
        predicate = chance.choice(PATHS if chance.random() < 0.3 else PLAIN)
        return f"{chance.choice(TERMS)} {predicate} {chance.choice(TERMS)} ."
    if kind == 4:
        return f"FILTER ({chance.choice(CALLS)})"
    inner = f"{{ {_group(chance, depth - 1)} }}"
    return [
        f"OPTIONAL {inner}",
        f"{inner} UNION {inner}",
        f"MINUS {inner}",
        f"BIND ({chance.choice(CALLS)} AS ?v{chance.randint(0, 99)})",
        f"{{ SELECT ?s WHERE {inner} LIMIT 5 }}",
    ][kind - 5]


def _broken(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    kind = chance.randint(0, 3)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + chance.choice(BROKEN) + text[at:]
    if kind == 2:
        return text[:at] + text[at + chance.randint(1, 9) :]
    return "".join(chance.sample(text, len(text)))


def main(count: int) -> None:
    """Send them, and print statuses, the slowest answer, and the memory of the server before and after."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import interview_graph

    from kg.serve import Limits, endpoint

    limits = Limits(seconds=2, rows=100)
    with endpoint(interview_graph.build(), port=0, limits=limits) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        statuses: Counter[int] = Counter()
        slowest, rows, memory = 0.0, 0, []
        for number, text in enumerate(queries(random.Random(7), count)):
            began = time.monotonic()
            status, body = _ask(f"{server.url}sparql", text)
            statuses[status] += 1
            slowest = max(slowest, time.monotonic() - began)
            rows = max(rows, body.count(b'"bindings"') and body.count(b"},{") + 1)
            if number % (count // 10 or 1) == 0:
                memory.append(_memory())
        server.shutdown()
    print(f"{count} queries: {dict(sorted(statuses.items()))}, slowest {slowest:.1f} s (limit 2 s), most rows {rows}")
    print("memory of the server in MB, ten times on the way:", memory)


def _ask(url: str, text: str) -> tuple[int, bytes]:
    sent = {"Content-Type": "application/sparql-query", "Accept": "application/json, text/turtle"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, text.encode(), sent), timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def _memory() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
