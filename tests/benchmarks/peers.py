"""The same training, done by others: NumPy as tutorials write it, and the frameworks that the course prepares for.

Every contestant takes a `Work` and returns the losses of its epochs, from the same start and with the same batches.
(scikit-learn draws its own.) What is not installed is left out.
"""

from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

import nnlib


@dataclass
class Work:
    """A training of one hidden layer: data, start, options; the unit is a step."""

    name: str
    X: np.ndarray
    y: np.ndarray
    units: int
    epochs: int
    loss: object
    hidden: object = nnlib.sigmoid
    output: object = nnlib.sigmoid
    rate: float = 0.1
    adam: bool = False
    batch_size: int | None = None
    made: dict = field(default_factory=dict)

    def network(self, seeds=0):
        """A new network, in the type of the data."""
        net = nnlib.NeuralNetwork((self.X.shape[1], self.units, self.y.shape[1]), seeds, hidden=self.hidden,
                                  output=self.output, loss=self.loss)
        net.params = nnlib.Parameters({name: array.astype(self.X.dtype) for name, array in net.params.items()})
        return net

    def batches(self):
        """The rows of each step, epoch by epoch, as `train` draws them."""
        if not self.batch_size:
            return [[range(len(self.X))]] * self.epochs
        rng = np.random.default_rng(1)
        orders = (rng.permutation(len(self.X)) for _ in range(self.epochs))
        return ([order[i:i + self.batch_size] for i in range(0, len(order), self.batch_size)] for order in orders)

    @property
    def steps(self):
        """How many updates there are."""
        return self.epochs * -(-len(self.X) // (self.batch_size or len(self.X)))


def xor(epochs=10_000):
    return Work("XOR 2-4-1", *nnlib.xor(), 4, epochs, nnlib.mse)


def breast_cancer(epochs=1000):
    X, y = nnlib.breast_cancer()
    return Work("breast cancer 30-4-1", nnlib.standardize(X)[0], y, 4, epochs, nnlib.binary_cross_entropy)


def digits(epochs=30):
    return Work("digits 64-32-10, Adam, batches of 64", *nnlib.digits(), 32, epochs, nnlib.cross_entropy, nnlib.relu,
                nnlib.softmax, rate=0.001, adam=True, batch_size=64)


def large(dtype, rows=3840, epochs=5):
    rng = np.random.default_rng(0)
    X, y = rng.random((rows, 784)).astype(dtype), nnlib.one_hot(rng.integers(0, 10, rows), 10).astype(dtype)
    return Work(f"784-128-10, batches of 128, {np.dtype(dtype)}", X, y, 128, epochs, nnlib.cross_entropy, nnlib.relu,
                nnlib.softmax, batch_size=128)


# ── the contestants ───────────────────────────────────────────────────────────────────────────────────────────────────

def ours(work):
    """The whole call of `train`, with its History."""
    optimizer = nnlib.Adam(work.rate) if work.adam else nnlib.SGD(work.rate)
    rng = np.random.default_rng(1) if work.batch_size else None
    history = work.network().train(work.X, work.y, epochs=work.epochs, optimizer=optimizer, batch_size=work.batch_size,
                                   rng=rng)
    if not history.path.startswith("a plan"):
        raise RuntimeError(f"this was to be the fast path: {history.path}")
    return history.loss


def tutorial(work):
    """As tutorials write it: σ computed a second time for its derivative, new arrays in each step, array by array."""
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def bend(x):
        return np.maximum(0, x) if work.hidden is nnlib.relu else sigmoid(x)

    def slope(x):
        return (x > 0).astype(x.dtype) if work.hidden is nnlib.relu else sigmoid(x) * (1 - sigmoid(x))

    params = {name: np.array(array) for name, array in work.network().params.items()}
    m, v = ({name: np.zeros_like(array) for name, array in params.items()} for _ in range(2))
    losses, step = [], 0
    for rows_of_epoch in work.batches():
        epoch_losses = []
        for rows in rows_of_epoch:
            X, y = (work.X[rows], work.y[rows]) if work.batch_size else (work.X, work.y)
            n = X.shape[0]
            z1 = np.dot(X, params["W1"]) + params["b1"]
            a1 = bend(z1)
            z2 = np.dot(a1, params["W2"]) + params["b2"]
            if work.output is nnlib.softmax:
                e = np.exp(z2 - np.max(z2, axis=1, keepdims=True))
                a2 = e / np.sum(e, axis=1, keepdims=True)
                epoch_losses.append(-np.mean(np.sum(y * np.log(a2 + 1e-12), axis=1)))
                dz2 = (a2 - y) / n
            else:
                a2 = sigmoid(z2)
                if work.loss is nnlib.mse:
                    epoch_losses.append(np.mean((a2 - y) ** 2))
                    dz2 = 2 * (a2 - y) / n * (sigmoid(z2) * (1 - sigmoid(z2)))
                else:
                    a2 = np.clip(a2, 1e-12, 1 - 1e-12)
                    epoch_losses.append(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)))
                    dz2 = (a2 - y) / n
            dz1 = np.dot(dz2, params["W2"].T) * slope(z1)
            grads = {"W1": np.dot(X.T, dz1), "b1": np.sum(dz1, axis=0, keepdims=True),
                     "W2": np.dot(a1.T, dz2), "b2": np.sum(dz2, axis=0, keepdims=True)}
            step += 1
            for name, grad in grads.items():
                if work.adam:
                    m[name] = 0.9 * m[name] + 0.1 * grad
                    v[name] = 0.999 * v[name] + 0.001 * grad**2
                    grad = m[name] / (1 - 0.9**step) / (np.sqrt(v[name] / (1 - 0.999**step)) + 1e-8)
                params[name] -= work.rate * grad
        weighted = (len(rows) * loss for rows, loss in zip(rows_of_epoch, epoch_losses, strict=True))
        losses.append(sum(weighted) / len(work.X))
    return losses


def tutorial_answers(net, X):
    """The answers of a network with tanh in between, in tutorial style."""
    a, layers = X, len(net.sizes) - 1
    for l in range(1, layers + 1):
        z = np.dot(a, net.params[f"W{l}"]) + net.params[f"b{l}"]
        a = np.tanh(z) if l < layers else 1 / (1 + np.exp(-z))
    return a


def products_alone(work):
    """The five matrix products of a step into buffers, and nothing else: what no NumPy can undercut."""
    W1, W2 = work.network().params["W1"], work.network().params["W2"]
    n, dtype = work.batch_size, work.X.dtype
    a1, z2, da1 = np.ones((n, work.units), dtype), np.ones((n, len(W2.T)), dtype), np.empty((n, work.units), dtype)
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    for i in work.epochs * [*range(0, len(work.X) - n + 1, n)]:
        X = work.X[i:i + n]
        np.dot(X, W1, a1)
        np.dot(a1, W2, z2)
        np.dot(z2, W2.T, da1)
        np.dot(X.T, da1, dW1)
        np.dot(a1.T, z2, dW2)
    return []


def torch_eager(work):
    """PyTorch as its tutorials write it."""
    import torch

    torch.set_num_threads(1)
    params, dtype = work.network().params, torch.float32 if work.X.dtype == np.float32 else torch.float64
    bend = torch.nn.ReLU() if work.hidden is nnlib.relu else torch.nn.Sigmoid()
    model = torch.nn.Sequential(torch.nn.Linear(work.X.shape[1], work.units), bend,
                                torch.nn.Linear(work.units, work.y.shape[1])).to(dtype)
    if work.loss is nnlib.mse:
        model.append(torch.nn.Sigmoid())
    with torch.no_grad():
        for layer, l in ((model[0], 1), (model[2], 2)):
            layer.weight.copy_(torch.tensor(params[f"W{l}"].T))
            layer.bias.copy_(torch.tensor(params[f"b{l}"][0]))
    X, y = torch.from_numpy(work.X), torch.from_numpy(work.y)
    measure = {nnlib.mse: torch.nn.MSELoss(), nnlib.binary_cross_entropy: torch.nn.BCEWithLogitsLoss(),
               nnlib.cross_entropy: torch.nn.CrossEntropyLoss()}[work.loss]
    if work.loss is nnlib.cross_entropy:
        y = y.argmax(dim=1)
    kind = torch.optim.Adam if work.adam else torch.optim.SGD
    optimizer, losses = kind(model.parameters(), lr=work.rate), []
    for rows_of_epoch in work.batches():
        epoch_losses = []
        for rows in rows_of_epoch:
            X_batch, y_batch = (X[rows], y[rows]) if work.batch_size else (X, y)
            optimizer.zero_grad()
            loss = measure(model(X_batch), y_batch)
            loss.backward()
            optimizer.step()
            epoch_losses.append(loss.item())
        weighted = (len(rows) * loss for rows, loss in zip(rows_of_epoch, epoch_losses, strict=True))
        losses.append(sum(weighted) / len(work.X))
    return losses


def scikit_learn(work):
    """MLPClassifier, which draws its own start and has no mean squared error."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    kind = {"solver": "adam"} if work.adam else {"solver": "sgd", "momentum": 0, "nesterovs_momentum": False}
    model = MLPClassifier((work.units,), "relu" if work.hidden is nnlib.relu else "logistic", alpha=0, random_state=0,
                          batch_size=work.batch_size or len(work.X), learning_rate_init=work.rate, tol=0,
                          max_iter=work.epochs, n_iter_no_change=10**9, **kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(work.X, work.y.argmax(axis=1) if work.y.shape[1] > 1 else work.y.ravel().astype(int))
    return model.loss_curve_


def jax_scan(work):
    """JAX, the whole training one compiled loop. Compiled before it is timed; whole batches only."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    if "jax" not in work.made:
        X, y, n = jnp.array(work.X), jnp.array(work.y), len(work.X)

        def loss(params, X, y):
            h = X @ params[0] + params[1]
            z = (jnp.maximum(h, 0) if work.hidden is nnlib.relu else jax.nn.sigmoid(h)) @ params[2] + params[3]
            if work.loss is nnlib.mse:
                return jnp.mean((jax.nn.sigmoid(z) - y) ** 2)
            if work.loss is nnlib.cross_entropy:
                return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))
            return jnp.mean(jnp.maximum(z, 0) - y * z + jnp.log1p(jnp.exp(-jnp.abs(z))))

        def step(state, rows):
            params, m, v, t = state
            found, grads = jax.value_and_grad(loss)(params, X[rows], y[rows]) if work.batch_size else (
                jax.value_and_grad(loss)(params, X, y))
            if not work.adam:
                return ([p - work.rate * g for p, g in zip(params, grads, strict=True)], m, v, t), found * len(rows) / n
            m, v, t = ([0.9 * a + 0.1 * g for a, g in zip(m, grads, strict=True)],
                       [0.999 * a + 0.001 * g * g for a, g in zip(v, grads, strict=True)], t + 1)
            params = [p - work.rate * a / (1 - 0.9**t) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8)
                      for p, a, b in zip(params, m, v, strict=True)]
            return (params, m, v, t), found * len(rows) / n

        def epoch(state, parts):
            whole, rest = parts
            state, losses = jax.lax.scan(step, state, whole)
            total = losses.sum()
            if rest.shape[0]:
                state, last = step(state, rest)
                total = total + last
            return state, total

        work.made["jax"] = jax.jit(lambda state, parts: jax.lax.scan(epoch, state, parts)[1])
    size = work.batch_size or len(work.X)
    orders = np.array([np.concatenate(rows) for rows in work.batches()])
    cut = len(work.X) // size * size
    parts = orders[:, :cut].reshape(work.epochs, -1, size), orders[:, cut:]
    params = [jnp.array(work.network().params[name]) for name in ("W1", "b1", "W2", "b2")]
    zeros = [jnp.zeros_like(p) for p in params]
    return np.asarray(work.made["jax"]((params, zeros, zeros, jnp.array(0.0)), parts))


def installed():
    """The contestants that can take part here, by name."""
    found = {"nnlib": ours, "tutorial style": tutorial}
    for name, module, contestant in (("PyTorch", "torch", torch_eager), ("scikit-learn", "sklearn", scikit_learn),
                                     ("JAX, one scan", "jax", jax_scan)):
        with suppress(ImportError):
            __import__(module)
            found[name] = contestant
    return found
