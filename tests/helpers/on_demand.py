"""Images of an array, as a set that does not fit into memory gives them."""

from noiselab.experiment.images_on_demand import ImagesOnDemand


class OnDemand(ImagesOnDemand):
    """Gives images of an array when they are asked for."""

    def __init__(self, images):
        super().__init__(images.shape)
        self.images = images

    def some(self, places):
        return self.images[places]
