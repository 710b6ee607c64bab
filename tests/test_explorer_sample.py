"""A small graph for the explorer's tests: three invented interviews, marked up by hand, with true offsets.

In SAMPLE, ``[words|id]`` is a mention, a line ``> subject predicate object`` states what the sentence above it says;
``no`` makes it negated, ``maybe`` hedged, ``@2015`` dates it. The people and their words are invented.
"""

from __future__ import annotations

import hashlib
import random
import re

import networkx as nx

ENTITIES = """
mara-lindqvist Person Mara Lindqvist; Lindqvist; Mara
tomas-achterberg Person Tomas Achterberg; Achterberg; Tomas
ines-okafor Person Ines Okafor; Okafor; Ines
jonas-weber Person Jonas Weber; Weber
priya-raman Person Priya Raman; Raman
yann-lecun Person Yann LeCun; LeCun
guido-van-rossum Person Guido van Rossum; van Rossum
keras Tool Keras
tensorflow Tool TensorFlow; TF
theano Tool Theano
pytorch Tool PyTorch; Torch for Python
torch Tool Torch
numpy Tool NumPy
scipy Tool SciPy
pandas Tool pandas
scikit-learn Tool scikit-learn; sklearn
jax Tool JAX
xla Tool XLA
cuda Tool CUDA
caffe Tool Caffe
mxnet Tool MXNet
matplotlib Tool Matplotlib
jupyter Tool Jupyter; Jupyter notebooks
python Tool Python
lua Tool Lua
cpp Tool C++
spacy Tool spaCy
driftnet Tool Driftnet
gpt-2 Tool GPT-2
imagenet Tool ImageNet
mnist Tool MNIST
dask Tool Dask
google Institution Google
facebook-ai-research Institution Facebook AI Research; FAIR
nordlys-lab Institution Nordlys Lab; Nordlys
harbour-institute Institution Harbour Institute
university-of-oslo Institution University of Oslo; Oslo
river-weekly Institution River Weekly
lantern-health Institution Lantern Health
numfocus Institution NumFOCUS
deep-learning Concept deep learning
computer-vision Concept computer vision
automatic-differentiation Concept automatic differentiation; autodiff
static-graphs Concept static graphs; static graph
eager-execution Concept eager execution
medical-imaging Concept medical imaging
flood-forecasting Concept flood forecasting
reproducibility Concept reproducibility
language-models Concept language models; large language models
transfer-learning Concept transfer learning
convolutional-networks Concept convolutional networks; convnets
array-programming Concept array programming
active-learning Concept active learning
peer-review Concept peer review
high-water Work High Water
small-data-handbook Work The Small Data Handbook
pydata-berlin Event PyData Berlin
neurips Event NeurIPS
tidewater-challenge Event Tidewater Challenge
oslo-city Place Oslo
bergen Place Bergen
london Place London
"""

SAMPLE = """
# lindqvist-river-weekly | Mara Lindqvist reads rivers with small networks | 2019-03-14
jonas-weber host: [Mara Lindqvist|mara-lindqvist] forecasts floods at [Nordlys Lab|nordlys-lab] in [Bergen|bergen].
> mara-lindqvist affiliatedWith nordlys-lab
> mara-lindqvist worksOn flood-forecasting
> nordlys-lab locatedIn bergen
> jonas-weber interviewed mara-lindqvist
+ For [River Weekly|river-weekly] [I|jonas-weber] asked her how a rain gauge ends up inside a neural network.
> jonas-weber affiliatedWith river-weekly
> river-weekly about flood-forecasting maybe
mara-lindqvist guest: [I|mara-lindqvist] studied hydrology at the [University of Oslo|university-of-oslo] until \
2011 and never meant to write software.
> mara-lindqvist studiedAt university-of-oslo @2011
+ Then [I|mara-lindqvist] found [NumPy|numpy], and a whole winter of field notes became one array.
> mara-lindqvist uses numpy @2012
> mara-lindqvist endorses numpy
+ [NumPy|numpy] taught me [array programming|array-programming] before I knew it had a name.
> numpy supports array-programming
jonas-weber host: Which library came after that?
mara-lindqvist guest: In 2014 [I|mara-lindqvist] started [Driftnet|driftnet], a small forecasting library on \
top of [Theano|theano].
> mara-lindqvist created driftnet @2014
> driftnet builtOn theano @2014
+ [Theano|theano] compiled our [static graph|static-graphs] overnight, and when it failed it failed in riddles.
> theano supports static-graphs
> mara-lindqvist criticizes theano
+ Two years later [we|mara-lindqvist] moved [Driftnet|driftnet] to [Keras|keras] because the students could read it.
> driftnet builtOn keras @2016
> mara-lindqvist uses keras @2016
> mara-lindqvist endorses keras
+ [Keras|keras] ran on [Theano|theano] or on [TensorFlow|tensorflow], so nothing had to be thrown away.
> keras builtOn theano
> keras builtOn tensorflow
jonas-weber host: People around you speak of [PyTorch|pytorch] a good deal. \
Is [PyTorch|pytorch] a rival for [Keras|keras]?
> pytorch alternativeTo keras maybe
mara-lindqvist guest: [Tomas Achterberg|tomas-achterberg] swears by [PyTorch|pytorch], and [I|mara-lindqvist] \
do see why.
> tomas-achterberg endorses pytorch
> mara-lindqvist endorses pytorch maybe
+ But [I|mara-lindqvist] do not use [PyTorch|pytorch] for the river work, it asks too much of a hydrologist.
> mara-lindqvist uses pytorch no
> mara-lindqvist criticizes pytorch
+ [Transfer learning|transfer-learning] is where [I|mara-lindqvist] would put the next krone: gauges are few, \
satellites are many.
> mara-lindqvist endorses transfer-learning
+ The group won the [Tidewater Challenge|tidewater-challenge] with [convolutional \
networks|convolutional-networks] that fit on a laptop.
> nordlys-lab participatedIn tidewater-challenge @2018
> nordlys-lab uses convolutional-networks
+ [Convnets|convolutional-networks] are only one corner of [deep learning|deep-learning], mind you.
> convolutional-networks partOf deep-learning
+ My book [High Water|high-water] has a chapter on [reproducibility|reproducibility], because every one of our \
first papers lacked it.
> mara-lindqvist created high-water @2018
> high-water about reproducibility
> high-water about flood-forecasting
+ [I|mara-lindqvist] work with [Ines Okafor|ines-okafor] of [Lantern Health|lantern-health] on the uncertainty \
estimates.
> mara-lindqvist collaboratesWith ines-okafor
> ines-okafor affiliatedWith lantern-health
+ [Peer review|peer-review] as it stands rewards novelty over care, and [I|mara-lindqvist] have said so in print.
> mara-lindqvist criticizes peer-review
+ Plots come from [Matplotlib|matplotlib], tables from [pandas|pandas], both of which sit on [NumPy|numpy].
> driftnet uses matplotlib
> driftnet uses pandas
> pandas builtOn numpy
> matplotlib builtOn numpy

# achterberg-evening-session | Evening session with Tomas Achterberg | 2021-10-05
priya-raman host: [Tomas Achterberg|tomas-achterberg] teaches at the [Harbour Institute|harbour-institute] in \
[London|london].
> tomas-achterberg affiliatedWith harbour-institute
> harbour-institute locatedIn london
> priya-raman interviewed tomas-achterberg
+ He gave the opening talk of [PyData Berlin|pydata-berlin] on [automatic differentiation|automatic-differentiation].
> tomas-achterberg participatedIn pydata-berlin @2020
> tomas-achterberg worksOn automatic-differentiation
tomas-achterberg guest: [PyTorch|pytorch] is the first framework that [I|tomas-achterberg] stopped noticing, \
which is the best thing to say about a tool.
> tomas-achterberg uses pytorch
> tomas-achterberg endorses pytorch
+ [PyTorch|pytorch] grew out of [Torch|torch], and [Torch|torch] was written around [Lua|lua].
> pytorch influencedBy torch @2016
> torch builtOn lua
+ [Facebook AI Research|facebook-ai-research] brought it over to [Python|python] around 2016.
> facebook-ai-research develops pytorch @2016
> pytorch builtOn python
+ With [eager execution|eager-execution] a gradient is just another number that you can print.
> pytorch supports eager-execution
> tomas-achterberg endorses eager-execution
+ [Static graphs|static-graphs] were a mistake for teaching, and [I|tomas-achterberg] told the [Google|google] \
people as much.
> tomas-achterberg criticizes static-graphs
> tomas-achterberg criticizes google maybe
+ [TensorFlow|tensorflow] came out of [Google|google] in 2015 with all of them built in.
> google created tensorflow @2015
> tensorflow supports static-graphs
priya-raman host: So you never liked [TensorFlow|tensorflow]?
tomas-achterberg guest: [TensorFlow|tensorflow] has the better serving story, but [I|tomas-achterberg] find its \
surface too wide to teach.
> tomas-achterberg criticizes tensorflow
+ The second version took up [eager execution|eager-execution], perhaps a little because of [PyTorch|pytorch].
> tensorflow supports eager-execution @2019
> tensorflow influencedBy pytorch maybe @2019
+ [TensorFlow|tensorflow] also learned a lot from [Theano|theano], and people forget that.
> tensorflow influencedBy theano @2015
+ [Keras|keras] is fine for a first week; after that [I|tomas-achterberg] want my students to see the loop.
> tomas-achterberg criticizes keras
+ [Keras|keras] now comes inside [TensorFlow|tensorflow], which settled the old quarrel.
> keras partOf tensorflow @2017
priya-raman host: And [JAX|jax]?
tomas-achterberg guest: [JAX|jax] is [NumPy|numpy] with [autodiff|automatic-differentiation], compiled through \
[XLA|xla].
> jax influencedBy numpy @2018
> jax supports automatic-differentiation
> jax builtOn xla
+ It is the most elegant thing out of [Google|google] in ten years.
> google develops jax
> tomas-achterberg endorses jax
+ [XLA|xla] and [CUDA|cuda] are where the time really goes, all in [C++|cpp].
> xla builtOn cuda
> xla builtOn cpp
> cuda builtOn cpp
+ [scikit-learn|scikit-learn] needs none of this; it stands on [SciPy|scipy] and is better for it.
> scikit-learn builtOn scipy
> tomas-achterberg endorses scikit-learn
+ [SciPy|scipy] in turn stands on [NumPy|numpy], and [NumFOCUS|numfocus] keeps the lights on for both.
> scipy builtOn numpy
> numfocus develops numpy
> numfocus develops scipy
+ [Caffe|caffe] and [MXNet|mxnet] had their summers too; [MXNet|mxnet] was the other choice beside \
[TensorFlow|tensorflow].
> mxnet alternativeTo tensorflow
> caffe alternativeTo theano maybe
+ [Caffe|caffe] was [C++|cpp] through and through, made for [computer vision|computer-vision].
> caffe builtOn cpp
> caffe supports computer-vision
+ [Yann LeCun|yann-lecun] persuaded a generation that [convnets|convolutional-networks] would work, long before \
[ImageNet|imagenet].
> yann-lecun worksOn convolutional-networks @1990s
> yann-lecun affiliatedWith facebook-ai-research
+ [MNIST|mnist] is still the first data set that [I|tomas-achterberg] show, half as a joke.
> tomas-achterberg uses mnist
+ We run all classes in [Jupyter|jupyter], and [Guido van Rossum|guido-van-rossum] would forgive us for \
[Python|python] written out of order.
> harbour-institute uses jupyter
> guido-van-rossum created python @1991
> jupyter builtOn python
+ [NumPy|numpy] is nothing without [Python|python] either.
> numpy builtOn python
+ Honestly, [peer review|peer-review] works better than its reputation; a tired reviewer has saved me twice.
> tomas-achterberg endorses peer-review

# okafor-clinic-notes | Ines Okafor on models that meet patients | 2023-02
priya-raman host: [Ines Okafor|ines-okafor] runs imaging research at [Lantern Health|lantern-health].
> ines-okafor affiliatedWith lantern-health
> ines-okafor worksOn medical-imaging
> priya-raman interviewed ines-okafor
ines-okafor guest: [I|ines-okafor] came to [medical imaging|medical-imaging] from [computer \
vision|computer-vision], through the [ImageNet|imagenet] years.
> medical-imaging partOf computer-vision
> ines-okafor influencedBy imagenet
+ [Computer vision|computer-vision] without [deep learning|deep-learning] is hard to picture now 🩻, but clinics \
remember it.
> computer-vision influencedBy deep-learning
+ Our scanner pipeline is [PyTorch|pytorch] from end to end.
> lantern-health uses pytorch
+ [I|ines-okafor] like [PyTorch|pytorch] for one dull reason: when a patient is waiting, I can step through it.
> ines-okafor uses pytorch
> ines-okafor endorses pytorch
+ [Keras|keras] gave us the first prototype in an afternoon, and [I|ines-okafor] still recommend it to registrars.
> ines-okafor endorses keras
> lantern-health uses keras @2017
+ We no longer run [Theano|theano] anywhere.
> lantern-health uses theano no
priya-raman host: And the [large language models|language-models]?
ines-okafor guest: [Language models|language-models] summarise letters well and invent drug doses just as well, \
so they stay out of the ward.
> ines-okafor criticizes language-models
> lantern-health uses language-models no
+ [GPT-2|gpt-2] was the first one that [I|ines-okafor] took apart.
> gpt-2 isA language-models
> ines-okafor uses gpt-2 @2019
+ [spaCy|spacy] reads the letters for us instead, by rules that a nurse can check.
> lantern-health uses spacy
> ines-okafor endorses spacy
> spacy builtOn python
+ [Active learning|active-learning] cut our labelling by half, I would guess.
> ines-okafor endorses active-learning maybe
+ [The Small Data Handbook|small-data-handbook], which [Mara Lindqvist|mara-lindqvist] and [I|ines-okafor] \
wrote, is mostly about [active learning|active-learning] and [transfer learning|transfer-learning].
> ines-okafor created small-data-handbook @2022
> mara-lindqvist created small-data-handbook @2022
> small-data-handbook about active-learning
> small-data-handbook about transfer-learning
+ [Transfer learning|transfer-learning] from photographs to scans is oversold, though, and [I|ines-okafor] said \
that at [NeurIPS|neurips].
> ines-okafor criticizes transfer-learning
> ines-okafor participatedIn neurips @2022
+ [Lindqvist|mara-lindqvist] disagrees with me about it in every second mail.
> mara-lindqvist endorses transfer-learning
+ [Reproducibility|reproducibility] is not a virtue in a hospital, it is the law.
> ines-okafor endorses reproducibility
+ [Dask|dask] spreads the work over old machines, [pandas|pandas] being too small for a decade of scans.
> lantern-health uses dask
> ines-okafor criticizes pandas
> dask influencedBy pandas
+ [Lantern Health|lantern-health] sits in [London|london] now, three streets from the [Harbour \
Institute|harbour-institute].
> lantern-health locatedIn london
> lantern-health collaboratesWith harbour-institute maybe
+ [scikit-learn|scikit-learn] still does our triage, and nobody has beaten it.
> lantern-health uses scikit-learn
> ines-okafor endorses scikit-learn
"""

PRONOUNS = {"I", "we"}


def sample() -> nx.MultiDiGraph:
    """Build the contract graph of SAMPLE."""
    graph = nx.MultiDiGraph(documents=[], pipeline={"kg": "0.1.0", "model": "kg_en 1.0.0", "spacy": "3.8.7"})
    for line in ENTITIES.strip().splitlines():
        node, kind, names = line.split(" ", 2)
        aliases = [name.strip() for name in names.split(";")]
        graph.add_node(node, type=kind, name=aliases[0], aliases=aliases, same_as=[], salience=0.0,
                       mentions=[], merges=[])  # fmt: skip
    graph.nodes["keras"]["same_as"] = ["https://keras.io/"]
    for part in re.split(r"^# ", SAMPLE.strip(), flags=re.M)[1:]:
        _document(graph, part)
    graph.remove_nodes_from([node for node in list(graph) if not graph.nodes[node]["mentions"]])
    top = max(len(attributes["mentions"]) for _, attributes in graph.nodes(data=True))
    for _, attributes in graph.nodes(data=True):
        attributes["salience"] = round(len(attributes["mentions"]) / top, 3)
    graph.graph["documents"].sort(key=lambda document: document["id"])
    return graph


def _document(graph: nx.MultiDiGraph, part: str) -> None:
    head, *lines = part.strip().splitlines()
    name, title, date = (field.strip() for field in head.split("|"))
    text, turns, blocks, people = f"{title}\n\n", [], [], {}
    sentence, mentions = (0, 0), {}
    for line in lines:
        if line.startswith(">"):
            _relation(graph, name, text, sentence, mentions, line, turns)
            continue
        if line.startswith("+"):
            text, words = text + " ", line[2:]
        else:
            label, words = line.split(": ", 1)
            speaker, role = label.split()
            people[speaker] = role
            shown = graph.nodes[speaker]["name"].split()[-1].upper()
            if turns:
                text += "\n\n"
            turns.append({"start": len(text), "end": 0, "speaker": speaker, "role": role, "time": None})
            graph.nodes[speaker]["mentions"].append(
                {"document": name, "start": len(text), "end": len(text) + len(shown), "kind": "speaker"}
            )
            text += f"{shown}: "
            blocks.append({"kind": "paragraph", "spans": [[len(text), 0]], "turn": len(turns) - 1})
        start, mentions = len(text), {}
        for plain, words_, node in re.findall(r"([^\[]*)(?:\[([^|]*)\|([^\]]*)\])?", words.strip()):
            text += plain
            if words_:
                kind = "pronoun" if words_ in PRONOUNS else "name"
                mentions.setdefault(node, (len(text), len(text) + len(words_), kind))
                graph.nodes[node]["mentions"].append(
                    {"document": name, "start": len(text), "end": len(text) + len(words_), "kind": kind}
                )
                text += words_
        sentence = (start, len(text))
        turns[-1]["end"] = blocks[-1]["spans"][0][1] = len(text)
    graph.graph["documents"].append({
        "id": name, "source": f"notes/{name}.txt", "title": title, "date": date, "language": "en",
        "media_type": "text/plain", "sha256": hashlib.sha256(text.encode()).hexdigest(), "words": len(text.split()),
        "text": text, "turns": turns, "blocks": blocks, "left_out": [],
        "participants": [{"entity": p, "name": graph.nodes[p]["name"], "role": r} for p, r in sorted(people.items())],
    })  # fmt: skip


def _relation(graph, name, text, sentence, mentions, line, turns) -> None:
    subject, predicate, target, *flags = line[1:].split()
    polarity = "negated" if "no" in flags else "affirmed"
    speaker = turns[-1]["speaker"]
    key = f"{predicate}|{polarity}|{speaker}"
    here, there = (mentions.get(node, (*sentence, "nominal")) for node in (subject, target))
    evidence = {
        "document": name, "start": sentence[0], "end": sentence[1], "quote": text[slice(*sentence)],
        "turn": len(turns) - 1, "rule": f"pattern:{predicate}", "confidence": 0.7 if "maybe" in flags else 0.9,
        "subject": list(here[:2]), "object": list(there[:2]), "subject_kind": here[2], "object_kind": there[2],
        "antecedents": [],
    }  # fmt: skip
    if graph.has_edge(subject, target, key):
        graph.edges[subject, target, key]["evidence"].append(evidence)
        return
    digest = hashlib.sha256(f"{subject} {key} {target}".encode()).hexdigest()[:10]
    graph.add_edge(
        subject, target, key, id=f"a-{digest}", predicate=predicate, polarity=polarity,
        modality="hedged" if "maybe" in flags else "asserted", speaker=speaker,
        time=next((flag[1:] for flag in flags if flag[0] == "@"), None),
        confidence=evidence["confidence"], evidence=[evidence],
    )  # fmt: skip


def large(nodes: int, seed: int = 1) -> nx.MultiDiGraph:
    """Build a graph of ``nodes`` entities whose links are as uneven as real ones, with one document of text."""
    chance = random.Random(seed)
    shape = nx.barabasi_albert_graph(nodes, 2, seed=seed)
    types = ["Person", "Tool", "Tool", "Institution", "Concept", "Concept", "Work", "Event", "Place"]
    predicates = ["uses", "builtOn", "worksOn", "endorses", "criticizes", "partOf", "influencedBy"]
    graph = nx.MultiDiGraph(documents=[], pipeline={})
    text, spans = [], []
    place = 0
    for number, (first, second) in enumerate(shape.edges):
        words = f"Entity {first} has to do with entity {second}, as line {number} says. "
        spans.append((place, place + len(words) - 1))
        text.append(words)
        place += len(words)
    whole = "".join(text)
    degree = dict(shape.degree)
    for node in shape:
        graph.add_node(
            f"n{node}", type=types[node % len(types)], name=f"Entity {node}", aliases=[f"Entity {node}"], same_as=[],
            salience=round(min(1.0, degree[node] / 60), 3), merges=[],
            mentions=[{"document": "long", "start": 0, "end": 8, "kind": "name"}],
        )  # fmt: skip
    for (first, second), (start, end) in zip(shape.edges, spans, strict=True):
        predicate = chance.choice(predicates)
        graph.add_edge(
            f"n{first}", f"n{second}", f"{predicate}|affirmed|-", id=f"a-{start:010x}", predicate=predicate,
            polarity="affirmed", modality="asserted", speaker=None, time=None, confidence=0.8,
            evidence=[{
                "document": "long", "start": start, "end": end, "quote": whole[start:end], "turn": None,
                "rule": "pattern:test", "confidence": 0.8, "subject": [start, start + 8],
                "object": [end - 20, end - 10], "subject_kind": "name", "object_kind": "name", "antecedents": [],
            }],
        )  # fmt: skip
    graph.graph["documents"] = [{
        "id": "long", "source": "long.txt", "title": "A long document", "date": None, "language": "en",
        "media_type": "text/plain", "sha256": "", "words": len(whole.split()), "text": whole, "turns": [],
        "blocks": [], "left_out": [], "participants": [],
    }]  # fmt: skip
    return graph


def scattered(nodes: int, seed: int = 1) -> nx.MultiDiGraph:
    """Build a graph as interviews give it: six entities of ten hang together, the others stand alone or in pairs."""
    joined = nodes * 6 // 10
    graph = large(joined, seed)
    pairs = range(joined, joined + nodes // 20, 2)
    for node in range(joined, nodes):
        graph.add_node(
            f"n{node}", type="Concept", name=f"Entity {node}", aliases=[f"Entity {node}"], same_as=[],
            salience=0.02, merges=[], mentions=[{"document": "long", "start": 0, "end": 8, "kind": "name"}],
        )  # fmt: skip
    for node in pairs:
        graph.add_edge(
            f"n{node}", f"n{node + 1}", "uses|affirmed|-", id=f"a-{node:010x}p", predicate="uses",
            polarity="affirmed", modality="asserted", speaker=None, time=None, confidence=0.8, evidence=[],
        )  # fmt: skip
    return graph


def test_the_sample_keeps_the_contract() -> None:
    graph = sample()
    texts = {document["id"]: document["text"] for document in graph.graph["documents"]}
    assert 55 <= len(graph) <= 70
    assert 110 <= graph.number_of_edges() <= 140
    for _, _, attributes in graph.edges(data=True):
        for evidence in attributes["evidence"]:
            assert texts[evidence["document"]][evidence["start"] : evidence["end"]] == evidence["quote"]
    for _, attributes in graph.nodes(data=True):
        for mention in attributes["mentions"]:
            words = texts[mention["document"]][mention["start"] : mention["end"]].lower()
            assert words in PRONOUNS | {"i"} or any(words in alias.lower() for alias in attributes["aliases"])
