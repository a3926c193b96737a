"""Live figures: turn a number, and see what it does.

    from nnlib import widgets
    widgets.neuron()

Your own functions can be passed in: `widgets.neuron(sigmoid=sigmoid)`. Each figure is a file: a pure function of a
state that returns a drawing, and a few controls around it. What they share is in `stage.py` and `svg.py`.
"""

from nnlib.widgets.backward_stepper import backward_stepper
from nnlib.widgets.flow import flow
from nnlib.widgets.loss_bowl import loss_bowl
from nnlib.widgets.loss_comparer import loss_comparer
from nnlib.widgets.neuron import neuron
from nnlib.widgets.playground import playground
from nnlib.widgets.scale_explorer import scale_explorer

__all__ = ["backward_stepper", "flow", "loss_bowl", "loss_comparer", "neuron", "playground", "scale_explorer"]
