import pytest

from noiselab.experiment.datasets.reading import names


@pytest.mark.parametrize(
    ("name", "split", "content"),
    [
        ("x_train", "train", "images"),
        ("Ytest", "test", "labels"),
        ("trainX", "train", "images"),
        ("trY", "train", "labels"),
        ("test_set_x_orig", "test", "images"),
        ("train/target", "train", "labels"),
        ("val_images", "val", "images"),
        ("trainlabels", "train", "labels"),
        ("data", None, "images"),
        ("label_data", None, "labels"),
        ("class_names", None, "classes"),
        ("fine_label_names", None, "classes"),
        ("train_test", None, None),
        ("extra", None, None),
        ("arr_0", None, None),
        ("texture", None, None),
    ],
)
def test_what_names_of_arrays_say(name, split, content):
    said = names.meaning(name)
    assert (said.split, said.content) == (split, content)


@pytest.mark.parametrize(
    ("name", "split", "content", "others"),
    [
        ("t10k-labels-idx1-ubyte.gz", "test", "labels", ()),
        ("train-images.idx3-ubyte", "train", "images", ()),
        ("qmnist-train-labels-idx2-int.gz", "train", "labels", ("qmnist",)),
        ("train_32x32.mat", "train", None, ("32x32",)),
        ("test-00000-of-00003-1fab2c.parquet", "test", None, ()),
        ("usps_zip.test.gz", "test", None, ("usps", "zip")),
        ("data_batch_1.bin", None, "images", ("batch", "1")),
        ("mnist.npz", None, None, ("mnist",)),
    ],
)
def test_what_names_of_files_say(name, split, content, others):
    assert names.of_file(name) == names.Meaning(split, content, others)
