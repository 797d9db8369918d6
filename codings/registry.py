"""Which class a saved model's name stands for. No file can name a class that was not registered."""

from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)

_classes: dict[str, type] = {}


def register(cls: Class) -> Class:
    """Makes an estimator's class known by its name, so that `save` and `codings.load` take it.

    The package's own are known. A class of your own needs it once in each process that saves or loads it; it
    may be used as a decorator.

    Raises
    ------
    ValueError
        If another class has that name.
    """
    known = _classes.setdefault(cls.__name__, cls)
    if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
        raise ValueError(
            f"{known.__module__}.{known.__qualname__} is registered as {cls.__name__!r} already: "
            "give your class another name."
        )
    _classes[cls.__name__] = cls
    return cls


def registered_name(estimator: Any) -> str:
    """The name by which its class is saved; raises ValueError if that class was not registered."""
    cls = type(estimator)
    if _classes.get(cls.__name__) is not cls:
        raise ValueError(
            f"{cls.__name__} is no class that `codings.load` would know: call "
            f"codings.register({cls.__name__}) before saving, and before loading."
        )
    return cls.__name__


def registered_class(name: Any) -> type:
    """The class of that name; raises ValueError if there is none."""
    if not isinstance(name, str) or name not in _classes:
        raise ValueError(
            f"there is no model {name!r}; there are {', '.join(_classes)}. A class of your own must be "
            "registered by codings.register first."
        )
    return _classes[name]


def registered_classes() -> list[type]:
    """All of them, in the order in which they were registered."""
    return list(_classes.values())
