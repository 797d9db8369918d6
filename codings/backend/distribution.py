"""Trainings that are distributed: over the devices of one process, and over several processes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras

if TYPE_CHECKING:
    from codings.backend.layout import Layout

_layout: "Layout | None" = None


def layout() -> "Layout | None":
    """How arrays lie on several devices; None where there is one."""
    return _layout


def distribute(
    devices: int | None = None,
    *,
    coordinator: str | None = None,
    process_id: int | None = None,
    processes: int = 1,
) -> None:
    """Trains from now on with several devices, or several processes, on JAX; call it before anything else.

    Each device takes a part of every batch. The weights are those of one device but for rounding: statistics
    are taken over whole batches, and what is drawn follows from the place in them. Weights, and data below
    1 GiB, are whole on each device; of larger data each process reads what its devices train on.

    With several processes each runs the same program, with the same data and arguments: where these differ,
    `fit` raises ValueError. The first alone runs callbacks and writes checkpoints. Afterwards each has the
    fitted model.

    Parameters
    ----------
    devices : int, optional
        How many of a process's devices train; without it all GPUs or TPUs, or one CPU. Of a CPU so many are
        made, which share its cores: for trying it. 1 undoes what was said before.
    coordinator : str, optional
        "host:port" of the first process, at a free port, the same in all of them.
    process_id : int, optional
        Which one this is, from 0.
    processes : int
        How many there are.

    Raises
    ------
    ValueError
        If there are not so many devices, the backend is not JAX, something has been computed before, or
        what says which process this is does not fit together.
    ConnectionError
        If the coordinator does not answer, or not all processes come, within 30 seconds.

    References
    ----------
    https://docs.jax.dev/en/latest/multi_process.html
    """
    _distribute(devices, coordinator, process_id, processes, lambda: False)


def distribute_first(
    devices: int | None, coordinator: str, processes: int, coming: Callable[[], bool]
) -> None:
    """The same in a process that has started the others: it waits for them as long as they are `coming`.

    They may have much to read before.
    """
    _distribute(devices, coordinator, 0, processes, coming)


def _distribute(
    devices: int | None,
    coordinator: str | None,
    process_id: int | None,
    processes: int,
    coming: Callable[[], bool],
) -> None:
    _check_arguments(devices, coordinator, process_id, processes)
    check_backend()
    _make_devices(devices)
    if processes > 1:
        from codings.backend.joining import join

        join(str(coordinator), int(process_id or 0), processes, coming)
    _lay_out(devices, processes)


def check_backend() -> None:
    """Raises ValueError on another backend than JAX."""
    if keras.backend.backend() != "jax":
        raise ValueError(
            f"several devices train on JAX alone, and the backend is {keras.backend.backend()}: set "
            "KERAS_BACKEND=jax in the environment (pip install 'codings[jax]')."
        )


def _check_arguments(
    devices: int | None, coordinator: str | None, process_id: int | None, processes: int
) -> None:
    if devices is not None and devices < 1:
        raise ValueError(f"devices={devices} must be 1 or more.")
    if processes < 1:
        raise ValueError(f"processes={processes} must be 1 or more.")
    if processes == 1:
        if coordinator is not None or process_id not in (None, 0):
            raise ValueError("a coordinator and a process's number mean something with 2 processes or more.")
        return
    if coordinator is None or process_id is None:
        raise ValueError(f"of {processes} processes each must be told its number and the coordinator.")
    if not 0 <= process_id < processes:
        raise ValueError(f"process {process_id} is none of {processes}: they are 0 to {processes - 1}.")
    host, _, port = coordinator.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise ValueError(f"coordinator {coordinator!r} must be HOST:PORT, as in 10.0.0.1:1234.")


def _make_devices(devices: int | None) -> None:
    """Of a CPU; other devices are there or not."""
    import jax

    try:
        jax.config.update("jax_num_cpu_devices", devices or 1)
    except RuntimeError:
        if devices is not None and devices <= len(jax.local_devices()):
            return  # they were made before
        raise ValueError(
            "devices and processes must be said before anything is computed: call codings.distribute first, "
            f"in a new process. {_present(jax.local_devices())}"
        ) from None


def _lay_out(devices: int | None, count: int) -> None:
    global _layout
    import jax

    from codings.backend.layout import Layout

    here = jax.local_devices()
    if devices is not None and devices > len(here):
        raise ValueError(f"{devices} devices are asked for. {_present(here)} Ask for so many, or fewer.")
    if count > 1 and devices is not None and devices < len(here):
        raise ValueError(
            f"of several processes each trains with all devices that it sees. {_present(here)} Hide the "
            "others, as by CUDA_VISIBLE_DEVICES."
        )
    chosen = jax.devices() if count > 1 else here[:devices]
    _layout = Layout(chosen) if len(chosen) > 1 else None


def _present(devices: Any) -> str:
    return f"There {'is' if len(devices) == 1 else 'are'} {len(devices)} here ({devices[0].device_kind})."
