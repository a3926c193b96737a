"""A neural network library in NumPy, written by you: each function as it stood when its exercise passed.

It needs NumPy and nothing else. What is not here yet, and is called by another function, raises NotImplementedError and
says which exercise it is.

The course makes this file anew at each pass, so change nothing here: change the cell in the notebook, and run it. To go
your own way, copy the file under another name. (If it was edited here all the same, nothing is lost: at the next pass
your version is kept as my_nnlib_edited_1.py.)
"""
# Seal, by which the course sees whether somebody edited the file: aea895bda79aedd7

import numpy as np


# 01 · Initialization ------------------------------------------------------------------------------


def xavier(shape, rng):
    """The weights of one layer, drawn from rng.      shape: the pair (n_in, n_out) → W (n_in, n_out)"""
    n_in, n_out = shape
    spread = np.sqrt(2 / (n_in + n_out))
    return rng.normal(0, spread, size=shape)


# 02 · Forward pass --------------------------------------------------------------------------------


def sigmoid(z):
    """Squash every number of z into (0, 1).      z: any shape → the same shape"""
    return 1 / (1 + np.exp(-z))


def layer(X, W, b):
    """All sums for all samples.      X (n, n_x), W (n_x, n_h), b (1, n_h) → z (n, n_h)"""
    return X @ W + b


def forward(X, params):
    """Answer all rows.      X (n, n_x), params: W1 b1 W2 b2 → y_hat (n, n_y), cache: a0 z1 a1 z2 a2"""
    z1 = layer(X, params["W1"], params["b1"])
    a1 = sigmoid(z1)
    z2 = layer(a1, params["W2"], params["b2"])
    a2 = sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


# 03 · MSE derivation ------------------------------------------------------------------------------


def mse(y_hat, y):
    """Mean squared error.      y_hat (n, n_y), y (n, n_y) → a number"""
    return np.mean((y_hat - y) ** 2)


def slope(f, w, h):
    """How steep f is at w, by a nudge to each side.      f: a function of a number → a number"""
    return (f(w + h) - f(w - h)) / (2 * h)


def neuron_slopes(x, y, w, b):
    """The slopes of the squared error (a − y)² at w and b.      four numbers → dw, db"""
    a = sigmoid(w * x + b)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


def mse_backward(y_hat, y):
    """The slope of the MSE at each answer.      y_hat (n, n_y), y (n, n_y) → (n, n_y)"""
    return 2 * (y_hat - y) / y.size


def layer_backward(X, dz):
    """The slopes at W and b, from those at z.   X (n, n_x), dz (n, n_y) → dW (n_x, n_y), db (1, n_y)"""
    return X.T @ dz, dz.sum(axis=0, keepdims=True)


def numerical_gradient(f, W, h):
    """The slope of f at each number of W.      f: array → number, W: any shape → W's shape"""
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


# 04 · Backpropagation -----------------------------------------------------------------------------


def sigmoid_backward(da, a):
    """Back through the squash.      da, a: the same shape, any → dz, that shape"""
    return da * a * (1 - a)


def mse_delta(y_hat, y):
    """From the loss back to z2.      y_hat, y (n, n_y) → dz2 (n, n_y)"""
    da2 = mse_backward(y_hat, y)
    return sigmoid_backward(da2, y_hat)


def output_gradients(y, cache, delta):
    """Back to z2, W2, b2.      y (n, n_y), cache: a0 z1 a1 z2 a2 → dz2 (n, n_y), dW2, db2"""
    dz2 = delta(cache["a2"], y)
    dW2, db2 = layer_backward(cache["a1"], dz2)
    return {"dz2": dz2, "dW2": dW2, "db2": db2}


def hidden_gradients(dz2, cache, params):
    """Back to a1, z1, W1 and b1.      dz2 (n, n_y), cache, params → da1, dz1 (n, n_h), dW1, db1"""
    da1 = dz2 @ params["W2"].T
    dz1 = sigmoid_backward(da1, cache["a1"])
    dW1, db1 = layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


def backward(y, cache, params, delta):
    """The whole way back.      y (n, n_y), cache, params → dW1 like W1, db1, dW2, db2"""
    output = output_gradients(y, cache, delta)
    hidden = hidden_gradients(output["dz2"], cache, params)
    return {"dW1": hidden["dW1"], "db1": hidden["db1"],
            "dW2": output["dW2"], "db2": output["db2"]}


# 05 · Training ------------------------------------------------------------------------------------


def update(params, grads, learning_rate):
    """One step downhill.      params: W1 b1 W2 b2, grads: dW1 db1 dW2 db2, a number → new params"""
    new = {}
    for name in params:
        new[name] = params[name] - learning_rate * grads["d" + name]
    return new


def train(X, y, params, epochs, learning_rate):
    """Learn.      X (n, n_x), y (n, n_y), params, two numbers → new params, a loss for each epoch"""
    losses = []
    for epoch in range(epochs):
        y_hat, cache = forward(X, params)
        losses.append(mse(y_hat, y))
        grads = backward(y, cache, params, mse_delta)
        params = update(params, grads, learning_rate)
    return params, losses


class NeuralNetwork:
    """A network with one hidden layer.      sizes: (n_x, n_h, n_y), rng: a seed or a generator"""

    def __init__(self, sizes, rng=None):
        n_x, n_h, n_y = sizes
        rng = np.random.default_rng(rng)
        self.params = {"W1": xavier((n_x, n_h), rng), "b1": np.zeros((1, n_h)),
                       "W2": xavier((n_h, n_y), rng), "b2": np.zeros((1, n_y))}

    def forward(self, X):                                     # → y_hat, cache
        return forward(X, self.params)

    def predict(self, X):                                     # → y_hat
        return self.forward(X)[0]

    def backward(self, y, cache):                             # → grads
        return backward(y, cache, self.params, mse_delta)

    def train(self, X, y, epochs, learning_rate):             # → losses
        self.params, losses = train(X, y, self.params, epochs, learning_rate)
        return losses


# 06 · Cross-entropy -------------------------------------------------------------------------------


def likelihoods(y_hat, y):
    """How probable y_hat called what happened.      y_hat (n, n_y), y (n, n_y) of 0 and 1 → (n, n_y)"""
    return np.where(y == 1, y_hat, 1 - y_hat)


def binary_cross_entropy(y_hat, y):
    """The mean surprise of a row.      y_hat (n, n_y), y (n, n_y) of 0 and 1 → a number"""
    surprises = -y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)
    return surprises.sum() / len(y)


def binary_cross_entropy_from_logits(z, y):
    """The mean surprise of a row, from scores.      z (n, n_y), y (n, n_y) of 0 and 1 → a number"""
    costs = np.logaddexp(0, z) - y * z
    return costs.sum() / len(y)


def cross_entropy_delta(y_hat, y):
    """The slope of cross-entropy at the last z.      y_hat (n, n_y), y (n, n_y) → dz2 (n, n_y)"""
    return (y_hat - y) / len(y)


def softmax(z):
    """Turn each row of scores into shares that add up to 1.      z (n, n_y) → the same shape"""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_forward(X, params):
    """Answer with shares.   X (n, n_x), params: W1 b1 W2 b2 → y_hat (n, n_y), cache: a0 z1 a1 z2 a2"""
    y_hat, cache = forward(X, params)
    a2 = softmax(cache["z2"])
    return a2, {**cache, "a2": a2}


def one_hot(classes, n_classes):
    """A 1 in the place of each row's class.      classes (n,) of whole numbers → (n, n_classes)"""
    return np.eye(n_classes)[classes]


def cross_entropy(y_hat, y):
    """The mean surprise of a row.      y_hat (n, n_y) shares, y (n, n_y) one-hot → a number"""
    return -(y * np.log(y_hat)).sum() / len(y)


def cross_entropy_from_logits(z, y):
    """The mean surprise of a row, from scores.      z (n, n_y), y (n, n_y) one-hot → a number"""
    shifted = z - z.max(axis=1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(y * log_shares).sum() / len(y)
