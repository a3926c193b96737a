"""A two-layer network as tutorials write it: what nnlib's speed is compared with.

It is right, and it is slow in the usual ways: σ is computed a second time for its derivative, every step makes new
arrays, and every array is updated by itself.
"""

import numpy as np


def sigmoid(x):
    """σ(x)."""
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    """σ′(x)."""
    return sigmoid(x) * (1 - sigmoid(x))


class TutorialNetwork:
    """Sigmoid, sigmoid, mean squared error, gradient descent on all rows at once."""

    def __init__(self, weights_hidden, bias_hidden, weights_output, bias_output):
        self.weights_hidden = np.array(weights_hidden)
        self.bias_hidden = np.array(bias_hidden)
        self.weights_output = np.array(weights_output)
        self.bias_output = np.array(bias_output)

    def forward(self, inputs):
        """The prediction for each row."""
        self.hidden_input = np.dot(inputs, self.weights_hidden) + self.bias_hidden
        self.hidden_output = sigmoid(self.hidden_input)
        self.final_input = np.dot(self.hidden_output, self.weights_output) + self.bias_output
        self.prediction = sigmoid(self.final_input)
        return self.prediction

    def backward(self, inputs, targets, learning_rate):
        """One step down the gradient of the mean squared error."""
        error = 2 * (self.prediction - targets) / targets.size
        delta_output = error * sigmoid_derivative(self.final_input)
        delta_hidden = np.dot(delta_output, self.weights_output.T) * sigmoid_derivative(self.hidden_input)
        self.weights_output -= learning_rate * np.dot(self.hidden_output.T, delta_output)
        self.bias_output -= learning_rate * np.sum(delta_output, axis=0, keepdims=True)
        self.weights_hidden -= learning_rate * np.dot(inputs.T, delta_hidden)
        self.bias_hidden -= learning_rate * np.sum(delta_hidden, axis=0, keepdims=True)

    def train(self, inputs, targets, epochs, learning_rate):
        """The loss of each epoch."""
        losses = []
        for _ in range(epochs):
            prediction = self.forward(inputs)
            losses.append(np.mean((targets - prediction) ** 2))
            self.backward(inputs, targets, learning_rate)
        return losses
