"""Keys of questions, counted: positions are stepped through and fields walked back, no formula.

Each function takes the parameters of a variant and returns the keys of its parts.
"""

import numpy as np

from questions.engine.variants import Variant
from tests.questions.solver import reference


def positions(size, kernel, stride=1, padding=0, dilation=1):
    """Return how often a filter fits along one axis."""
    return len(reference.starts_that_fit(size, kernel, stride, padding, dilation))


def pooled(size, kernel, stride=None, padding=0, *, ceil_mode=False):
    """Return how many pooling windows there are along one axis."""
    starts = reference.pool_starts(size, kernel, stride or kernel, padding, 1, ceil_mode)
    return len(starts)


def field(*layers):
    """Return the receptive field of layers of (kernel, stride, dilation), by a walk back."""
    whole = [(*layer, 1, 1)[:3] for layer in layers]
    return reference.receptive_field([(k, s, 0, d) for k, s, d in whole])[0]


def jump(*strides):
    """Return the distance of neighbours, by a walk back."""
    return reference.receptive_field([(1, stride, 0, 1) for stride in strides])[1]


def keys_of(variant: Variant):
    """Return the keys of all parts by name."""
    return {part.part.name: part.key for part in variant.parts}


def count_rectangular(p):
    down = positions(p["H"], p["FH"], p["S"], p["PH"])
    return {"answer": (down, positions(p["W"], p["FW"], p["S"], p["PW"]))}


def count_nchw(p):
    down, across = (positions(p[side], p["F"], p["S"], p["P"]) for side in "HW")
    return {"answer": (p["N"], p["K"], down, across)}


def count_dilated(p):
    taps = [tap * p["D"] for tap in range(p["F"])]
    size = positions(p["W"], p["F"], p["S"], p["P"], p["D"])
    return {"span": taps[-1] - taps[0] + 1, "size": size}


def count_chain(p):
    width, keys = p["W"], {}
    for number, name in enumerate(("first", "second", "third"), start=1):
        width = positions(width, p[f"F{number}"], p[f"S{number}"], p[f"P{number}"])
        keys[name] = width
    return keys


def count_stack(p):
    sizes = [p["W"]]
    while positions(sizes[-1], p["F"]):
        sizes.append(positions(sizes[-1], p["F"]))
    return {"size": sizes[p["N"]], "most": len(sizes) - 1}


def _ends(width, p):
    """Return whether the last window ends where the padded image of this width does."""
    last = reference.starts_that_fit(width, p["F"], p["S"], p["P"], 1)[-1]
    return last + p["F"] == width + p["P"]


def count_uncovered(p):
    last = reference.starts_that_fit(p["W"], p["F"], p["S"], p["P"], 1)[-1]
    return {
        "rest": len(range(last + p["F"], p["W"] + p["P"])),
        "wider": next(width for width in range(p["W"], 999) if _ends(width, p)),
        "narrower": next(width for width in range(p["W"], 0, -1) if _ends(width, p)),
    }


def count_which_padding(p):
    wanted = positions(p["W"], p["F"], p["S"], p["P"])
    found = [
        padding
        for padding in range(3 * p["F"])
        if positions(p["W"], p["F"], p["S"], padding) == wanted
        and _ends(p["W"], {**p, "P": padding})
    ]
    assert len(found) == 1, "another padding would be right as well"
    return {"padded": p["W"] + 2 * found[0], "padding": found[0]}


def count_which_stride(p):
    starts = reference.starts_that_fit(p["W"], p["F"], p["S"], p["P"], 1)
    found = [
        stride
        for stride in range(1, 40)
        if positions(p["W"], p["F"], stride, p["P"]) == len(starts)
        and _ends(p["W"], {**p, "S": stride})
    ]
    assert len(found) == 1, "another stride would be right as well"
    return {"way": starts[-1] - starts[0], "stride": found[0]}


def count_which_filter(p):
    starts = reference.starts_that_fit(p["W"], p["F"], p["S"], p["P"], 1)
    found = [
        kernel
        for kernel in range(1, p["W"])
        if positions(p["W"], kernel, p["S"], p["P"]) == len(starts)
        and _ends(p["W"], {**p, "F": kernel})
    ]
    assert len(found) == 1, "another filter would be right as well"
    return {"way": starts[-1] - starts[0], "filter": found[0]}


def count_positions(p):
    is_image = np.pad(np.ones((p["H"], p["W"]), dtype=bool), p["P"])
    windows = np.lib.stride_tricks.sliding_window_view(is_image, (p["F"], p["F"]))
    inside = int(windows.all(axis=(2, 3)).sum())
    n_positions = windows.shape[0] * windows.shape[1]
    return {"positions": n_positions, "inside": inside, "over": n_positions - inside}


def count_same_dilated(p):
    span = p["D"] * (p["F"] - 1) + 1
    padding = next(n for n in range(99) if positions(p["W"], p["F"], 1, n, p["D"]) == p["W"])
    dense = next(n for n in range(99) if positions(p["W"], p["F"], 1, n) == p["W"])
    without = positions(p["W"], p["F"], 1, dense, p["D"])
    return {"span": span, "padding": padding, "without": without}


def count_padding_in_total(p):
    half = p["T"] // 2
    return {
        "argument": half,
        "output": tuple(positions(p[side], p["F"], p["S"], half) for side in "HW"),
        "mistaken": tuple(positions(p[side], p["F"], p["S"], p["T"]) for side in "HW"),
    }


def count_downsampling(p):
    dense = positions(p["W"], p["F"], 1, p["P"]) ** 2
    kept = positions(p["W"], p["F"], p["S"], p["P"]) ** 2
    return {"dense": dense, "kept": kept, "share": 100 * kept / dense}


def count_zeros(p):
    padded = np.pad(np.ones((p["H"], p["W"])), p["P"])
    zeros = int((padded == 0).sum())
    return {"zeros": zeros, "all": zeros * p["C"], "share": 100 * zeros / padded.size}


def count_tensorflow_same(p):
    wanted = len(range(0, p["W"], p["S"]))
    total = next(n for n in range(99) if positions(p["W"] + n, p["F"], p["S"]) == wanted)
    before = len(range(1, total, 2))
    return {"size": wanted, "total": total, "before": before, "behind": total - before}


def count_ceil_mode(p):
    down, up = (
        pooled(p["W"], p["F"], p["S"], p["P"], ceil_mode=is_ceil) for is_ceil in (False, True)
    )
    return {"floor_size": down, "ceil_size": up}


def count_pool_volume(p):
    return {"answer": (pooled(p["H"], p["F"]), pooled(p["W"], p["F"]), p["C"])}


def count_overlapping(p):
    output = tuple(pooled(p[side], p["F"], p["S"]) for side in "HW")
    apart = pooled(p["H"], p["F"]) * pooled(p["W"], p["F"])
    shared = set(range(p["F"])) & set(range(p["S"], p["S"] + p["F"]))
    return {"overlap": len(shared), "output": output, "more": output[0] * output[1] - apart}


def count_discarded(p):
    kept = pooled(p["H"], p["F"]) * pooled(p["W"], p["F"]) * p["C"]
    return {"kept": kept, "discarded": 100 - 100 * kept / (p["H"] * p["W"] * p["C"])}


def count_strided_conv(p):
    weight = np.ones((p["C"], p["C"], p["F"], p["F"]))
    size = (pooled(p["H"], p["F"]), pooled(p["W"], p["F"]), p["C"])
    return {"size": size, "pooling": 0, "strided": weight.size + p["C"]}


def count_conv_pool(p):
    first = positions(p["W"], p["F1"])
    second = pooled(first, 2)
    third = positions(second, p["F2"])
    fourth = pooled(third, 2)
    return {
        "first": first,
        "second": second,
        "third": third,
        "fourth": fourth,
        "vector": np.ones((p["K"], fourth, fourth)).size,
    }


def count_poolings(p):
    width, n_poolings = p["W"], 0
    while width > p["T"]:
        width, n_poolings = pooled(width, 2), n_poolings + 1
    return {"poolings": n_poolings, "width": width, "total": width * width * p["K"]}


def count_mixed(p):
    layers = [(p[f"K{number}"], 1, 0, 1) for number in (1, 2, 3, 4)]
    width = reference.receptive_field(layers)[0]
    first = last = p["I"]
    for kernel, *_ in reversed(layers):
        last += kernel - 1
    assert last - first + 1 == width
    return {"field": width, "last": last}


def count_dilated_field(p):
    layers = [(p[f"F{number}"], 1, p[f"D{number}"]) for number in (1, 2, 3)]
    return {"field": field(*layers), "dense": field(*((kernel,) for kernel, *_ in layers))}


def count_doubling(p):
    doubling: list[tuple[int, int, int]] = []
    while field(*doubling) < p["R"]:
        doubling.append((p["F"], 1, 2 ** len(doubling)))
    dense, width = 0, 1
    while width < p["R"]:
        dense, width = dense + 1, width + p["F"] - 1
    return {"doubling": len(doubling), "field": field(*doubling), "dense": dense}


def count_reach(p):
    layers: list[tuple[int]] = []
    while field(*layers) < p["R"]:
        layers.append((p["F"],))
    weight = np.ones((p["C"], p["C"], p["F"], p["F"]))
    return {
        "layers": len(layers),
        "field": field(*layers),
        "weights": len(layers) * weight.size,
    }


def count_jump(p):
    distance = jump(*(p[f"S{number}"] for number in (1, 2, 3, 4)))
    return {"jump": distance, "far": p["N"] * distance}


def count_region(p):
    first = last = p["I"]
    for number in (3, 2, 1):
        first *= p[f"S{number}"]
        last = last * p[f"S{number}"] + p[f"K{number}"] - 1
    return {"first": first, "field": last - first + 1, "last": last}


def count_vgg(p):
    layers: list[tuple[int, int, int, int]] = []
    width, fields = p["W"], []
    for number in (1, 2, 3, 4):
        layers += [(p["F"], 1, 0, 1)] * p[f"B{number}"] + [(2, 2, 0, 1)]
        width = pooled(width, 2)
        fields.append(reference.receptive_field(layers)[0])
    is_whole = fields[3] >= p["W"]
    return {
        "width": width,
        "second": fields[1],
        "field": fields[3],
        "whole": "larger" if is_whole else "smaller",
    }


def count_rectangular_field(p):
    sides = [
        field((p[f"{side}1"], p["S"]), (p[f"{side}2"],), (p[f"{side}3"],)) for side in ("A", "B")
    ]
    cells = [np.ones((p[f"A{n}"], p[f"B{n}"])).size for n in (1, 2, 3)]
    return {"field": tuple(sides), "weights": sum(cells)}


def count_which_kernel(p):
    wanted = field((p["K1"], p["S1"]), (p["K2"], p["S2"]), (p["K3"],))
    fields = {
        kernel: field((p["K1"], p["S1"]), (kernel, p["S2"]), (p["K3"],)) for kernel in range(1, 30)
    }
    (window,) = (kernel for kernel, width in fields.items() if width == wanted)
    return {"others": fields[1], "window": window}


def count_named(p):
    layers = [(p[f"K{number}"], p[f"S{number}"]) for number in range(1, 6)]
    width = field(*layers)
    return {"jump": jump(*(s for _, s in layers)), "field": width, "share": 100 * width / p["W"]}


def count_two_ways(p):
    wanted = field(*[(p["F"],)] * p["L"])
    small: list[tuple[int]] = []
    while field(*small) < wanted:
        small.append((3,))
    assert field(*small) == wanted
    weights = len(small) * np.ones((p["C"], p["C"], 3, 3)).size
    large = p["L"] * np.ones((p["C"], p["C"], p["F"], p["F"])).size
    return {
        "field": wanted,
        "layers": len(small),
        "weights": weights,
        "saving": 100 - 100 * weights / large,
    }
