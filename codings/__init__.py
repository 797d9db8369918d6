"""Autoencoders and GANs as scikit-learn estimators on Keras 3.

Names are resolved on first use, so that ``import codings`` loads no framework.
"""
