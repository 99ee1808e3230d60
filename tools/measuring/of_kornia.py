"""Measure kornia: `python of_kornia.py`."""

import torch
from kornia import augmentation
from probes import Measuring, tell

library = Measuring("kornia", seeds={"torch.manual_seed": torch.manual_seed})


def as_tensor(images):
    return torch.from_numpy(images).movedim(-1, -3)


def measure(how, name, **options):
    def make():
        made = getattr(augmentation, name)(p=1.0, **options)
        return lambda images: made(as_tensor(images)).movedim(-3, -1).numpy()[0]

    def batch(images):
        made = getattr(augmentation, name)(p=1.0, **options)
        return made(as_tensor(images)).movedim(-3, -1).numpy()

    more = {} if how == "blur" else {"batch": batch}
    try:
        path = f"augmentation.{name}"
        getattr(library, how)(path, make, "float32", **more, **options)
    except Exception as error:
        library.fails(f"augmentation.{name}", "float32", error, **options)


measure("noise", "RandomGaussianNoise", mean=0.0, std=0.1)
measure("noise", "RandomGaussianNoise")
measure("noise", "RandomGaussianNoise", mean=0.0, std=0.1, same_on_batch=True)
both = {"amount": (0.3, 0.3), "salt_vs_pepper": (0.5, 0.5)}
measure("noise", "RandomSaltAndPepperNoise", **both)
measure("noise", "RandomSaltAndPepperNoise", amount=0.3, salt_vs_pepper=0.5)
measure("noise", "RandomSaltAndPepperNoise")
measure("blur", "RandomGaussianBlur", kernel_size=(3, 3), sigma=(1.0, 1.0))
measure("blur", "RandomGaussianBlur", kernel_size=(7, 7), sigma=(1.0, 1.0))
measure("cover", "RandomErasing", scale=(0.0625, 0.0625), ratio=(1.0, 1.0))
measure("cover", "RandomErasing")
tell(library)
