"""Make the shipped data sets from scikit-learn's copies: `python nnlib/data/make.py`. Twice gives the same bytes."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits

here = Path(__file__).parent

cancer = load_breast_cancer()
np.savez_compressed(here / "breast_cancer.npz", X=cancer.data, y=cancer.target.astype(np.uint8),
                    features=cancer.feature_names.astype(str), classes=cancer.target_names.astype(str))

numbers = load_digits()
np.savez_compressed(here / "digits.npz", X=numbers.data.astype(np.uint8), y=numbers.target.astype(np.uint8))
