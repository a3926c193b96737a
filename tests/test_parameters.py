import copy
import pickle

import numpy as np
import pytest

import nnlib
from nnlib import Parameters, init_params


@pytest.fixture(params=[(), (5,)], ids=["one", "five"])
def params(request):
    rng = [np.random.default_rng(seed) for seed in range(5)] if request.param else np.random.default_rng(0)
    return init_params((2, 4, 1), rng)


def assert_tied(params):
    """Names and vector are the same memory, both ways."""
    params.flat[...] = 3.0
    assert all((array == 3).all() for array in params.values())
    params["b1"] = np.full_like(params["b1"], 7.0)
    assert (params.flat == 7).sum() == params["b1"].size


def test_shapes_and_sizes(params):
    lead = params.flat.shape[:-1]
    assert {name: array.shape for name, array in params.items()} == {
        "W1": (*lead, 2, 4), "b1": (*lead, 1, 4), "W2": (*lead, 4, 1), "b2": (*lead, 1, 1)}
    assert params.flat.shape == (*lead, 17)
    assert params.sizes == (2, 4, 1)


def test_names_and_vector_share_memory(params):
    assert_tied(params)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, Parameters.copy, Parameters,
                                       lambda p: pickle.loads(pickle.dumps(p))])
def test_copies_are_equal_tied_and_apart(params, duplicate):
    other = duplicate(params)
    np.testing.assert_array_equal(other.flat, params.flat)
    assert not np.shares_memory(other.flat, params.flat)
    before = params.flat.copy()
    assert_tied(other)
    np.testing.assert_array_equal(params.flat, before)


def test_assignment_in_every_form_writes_into_the_vector(params):
    params.update(b1=np.ones_like(params["b1"]))
    params |= {"b2": np.ones_like(params["b2"])}
    params["W1"] -= params["W1"]
    params.flat *= 2
    assert (params["b1"] == 2).all()
    assert (params["b2"] == 2).all()
    assert (params["W1"] == 0).all()
    assert np.shares_memory(params["W1"], params.flat)


def test_the_order_is_W1_b1_W2_b2():
    params = Parameters({"W1": [[1, 2]], "b1": [[3, 4]], "W2": [[5], [6]], "b2": [[7]]})
    np.testing.assert_array_equal(params.flat, [1, 2, 3, 4, 5, 6, 7])
    assert params.flat.dtype == np.float64


def test_another_shape_is_refused_in_words(params):
    shape = params["b1"].shape
    with pytest.raises(ValueError, match=r"b1 has the shape .*, found \(4,\)"):
        params["b1"] = np.zeros(4)
    with pytest.raises(ValueError, match="one number for each of the 17"):
        params.flat = np.zeros(16)
    assert params["b1"].shape == shape


def test_names_can_be_neither_added_nor_removed(params):
    with pytest.raises(KeyError, match=r"W3.*the names are W1, b1, W2, b2"):
        params["W3"] = np.zeros((1, 1))
    for remove in (lambda: params.pop("W1"), params.clear, params.popitem, lambda: params.setdefault("W9", 0)):
        with pytest.raises(TypeError, match=r"dict\(params\)"):
            remove()
    with pytest.raises(TypeError):
        del params["W1"]
    assert list(params) == ["W1", "b1", "W2", "b2"]


def test_a_flat_bias_is_refused_with_the_cure():
    with pytest.raises(ValueError, match=r"b1\.reshape\(1, -1\)"):
        Parameters({"W1": np.ones((2, 4)), "b1": np.zeros(4)})
    with pytest.raises(ValueError, match="found the shapes"):
        Parameters({})


def test_what_was_passed_in_is_copied():
    W1 = np.ones((2, 1))
    params = Parameters({"W1": W1, "b1": np.zeros((1, 1))})
    params.flat[...] = 5
    assert (W1 == 1).all()


def test_float32_stays():
    assert Parameters({"W1": np.ones((2, 1), np.float32)}).flat.dtype == np.float32


def test_it_speaks(params):
    many = "5 networks " if params.flat.ndim == 2 else ""
    assert repr(params).startswith(f"<Parameters {many}2-4-1: W1 (")
    assert repr(params).endswith("; 17 numbers>")


def test_weights_are_drawn_in_order_and_biases_start_at_zero():
    rng = np.random.default_rng(3)
    expected = {"W1": nnlib.xavier((2, 4), rng), "W2": nnlib.xavier((4, 1), rng)}
    params = init_params((2, 4, 1), np.random.default_rng(3))
    for name, W in expected.items():
        np.testing.assert_array_equal(params[name], W)
    assert not params["b1"].any()
    assert not params["b2"].any()


def test_network_i_is_what_its_generator_gives_alone():
    many = init_params((2, 4, 1), [np.random.default_rng(seed) for seed in (4, 9)], nnlib.normal)
    for i, seed in enumerate((4, 9)):
        np.testing.assert_array_equal(many.flat[i], init_params((2, 4, 1), np.random.default_rng(seed),
                                                                nnlib.normal).flat)


@pytest.mark.parametrize("sizes", [(2,), (2, 0, 1), (2, 1.5, 1)])
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match=r"sizes is .*\(2, 4, 1\)"):
        init_params(sizes, np.random.default_rng(0))


def test_a_seed_stands_for_its_generator():
    for seeds in (0, [0, 1], range(3)):
        many = [np.random.default_rng(seed) for seed in seeds] if seeds else np.random.default_rng(0)
        np.testing.assert_array_equal(init_params((2, 1), seeds).flat, init_params((2, 1), many).flat)
    with pytest.raises(TypeError, match="SeedSequence expects int"):
        init_params((2, 1), "zero")


def test_networks_side_by_side_are_the_same_networks():
    params = init_params((2, 4, 1), range(5))
    other = Parameters(params, "F")
    assert other.flat.flags.f_contiguous
    assert all(np.shares_memory(array, other.flat) for array in other.values())
    np.testing.assert_array_equal(other.flat, params.flat)
    other["b1"] = np.full((5, 1, 4), 7.0)
    assert (other.flat[:, 8:12] == 7).all()


def test_gradients_are_laid_out_as_the_parameters_are(params):
    grads = {f"d{name}": array + 1 for name, array in reversed(params.items())}
    np.testing.assert_array_equal(params.lay_out(grads), params.flat + 1)
    grads["dW1"] = grads["dW1"].mT
    with pytest.raises(ValueError, match=r"dW1 has the shape .*transpose"):
        params.lay_out(grads)
    del grads["dW1"]
    with pytest.raises(ValueError, match="there is no dW1"):
        params.lay_out(grads)
