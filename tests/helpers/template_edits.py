"""Edits of a template: what only draws or prints, beside what may change a result."""

# A template in short: images, a stream of batches, a network, figures.
CODE = """
import numpy as np
import matplotlib.pyplot as plt
import own
from matplotlib.pyplot import subplots
from noiselab import data, models
from noiselab.experiment import measures
from noiselab.experiment.batches import batches
from noiselab.experiment.measures import snr_db
from noiselab.noise import apply as add_noise
from noiselab.noise import kind
from noiselab.report import figures
from noiselab.report.figures import alt, show

clean = data.load("digits")
x_train = add_noise("gaussian", clean.x_train, 0.1)
stream = batches(x_train, clean.y_train)
network = models.build("mlnn")
history = network.fit(stream).history
matrix = measures.confusion_matrix(clean.y_test, network.predict(stream))
items = [1, 2]
"""

SHOWING = r"""
x_train[0]
"words"
print(clean.x_train.shape, x_train.dtype, len(x_train), network.name)
print(f"{x_train[0].mean():.3f}", x_train.max(axis=0), matrix.sum(), x_train[:3].tolist())
print(np.unique(clean.y_train), np.bincount(clean.y_train), np.mean(x_train, axis=0))
print("a", "b", sep="\n", end="", flush=True)
print(", ".join(str(n) for n in range(3)), "{:>5}".format(3), "a".upper())
print(max(items), min(1, 2), sum(items), sorted(items, reverse=True), type(items))
print(*items)
print(history["loss"][-1] if len(history) else None, not items, -items[0], 2 in items)
display(x_train[0])
first, *rest = items
height, width = clean.x_train.shape[1:3]
worst = history["loss"][0] - history["loss"][-1]
total: float = sum(history["loss"])
for name in ("x_train", "y_train"): print(name, getattr(clean, name).shape)
for row in clean.x_train[0, :, :, 0]: print(" ".join(f"{value:4.2f}" for value in row))
for name, values in history.items(): print(name, values[-1], max(values))
for name in history.keys(): print(name)
for row in matrix: print(row)
for row, label in zip(matrix, clean.y_test): print(label, row, sum(row))
for index, value in enumerate(items):
    if index == 1: break
    elif value: continue
    else: pass
print([value * 2 for value in items], {k: v[0] for k, v in history.items()})
show(figures.image_grid(x_train[:30], clean.y_train[:30]), alt.image_grid(30, "g", 0.1))
figures.show(figures.learning_curves(history), alt.learning_curves(history))
figures.show(figures.confusion_matrix(matrix), alt.confusion_matrix(matrix))
print(measures.class_accuracy(matrix), measures.confusion_matrix(clean.y_test, items))
label = kind("gaussian").label; print(label, snr_db(clean.x_train, x_train))
network.summary(); print(network.count_params())
plt.style.use("ggplot"); plt.rcParams.update({"font.size": 8}); plt.cm.gray(0.5)
drawn, ax = subplots(); ax.plot(items); drawn.suptitle("a")
plt.imshow(x_train[0, :, :, 0], cmap=plt.cm.gray, vmin=0)
plt.hist(clean.y_train, bins=10); plt.title("Classes"); plt.show(); plt.savefig("c.png")
fig, ax = plt.subplots(); ax.plot(history["loss"], label="loss"); ax.legend(); fig.show()
fig, (left, right) = plt.subplots(1, 2); left.imshow(x_train[0]); right.set_title("b")
fig, axes = plt.subplots(2, 2); axes[0, 1].hist(x_train[0]); axes.flat[0].set_title("a")
fig, axes = plt.subplots(3)
for axis, image in zip(axes.flat, x_train[:3]): axis.imshow(image); axis.set_title(image.max())
for n, axis in enumerate(axes): axis.bar(items, items)
with plt.rc_context({"font.size": 8}): plt.plot(items)
"""

DECIDING = r"""
network.fit(stream)
network.fit(stream).history
print(network.fit(stream))
print(f"{network.fit(stream)}")
print(f"{x_train[0]:{network.fit(stream)}}")
[network.fit(stream) for _ in items]
{n: network.fit(stream) for n in items}
print([n for n in items if network.fit(stream)])
print(*map(network.fit, items))
x = network.fit(stream)
x: network.fit(stream) = 3
print(y := network.fit(stream))
items[network.fit(stream)]
figures.show(network.fit(stream), "")
plt.plot(x_train[0], label=network.fit(stream))
network.fit(stream) if items else None
items and network.fit(stream)
not network.fit(stream)
clean.x_train[0] = 0
clean.x_train[:] = 0
clean.x_train += 1
x_train *= 2
network.layers[0].trainable = False
network.trainable = False
del items[0]
del items
items.append(3)
items.sort()
clean.x_train.fill(0)
clean.x_train.sort()
print(items.pop())
print(stream.take(1))
history.pop("loss")
history.setdefault("a", 3)
history.update(a=3)
clean.x_train.__setitem__(0, 0)
len.__call__(items)
np.random.seed(3)
np.random.shuffle(x_train)
np.copyto(x_train, 0)
np.mean(x_train, 0, None, x_train)
np.round(x_train, out=x_train)
np.round(x_train, 1, x_train)
x_train.max(axis=0, out=x_train[0])
x_train.max(0, x_train[0])
x_train.round(0, clean.x_train)
max(items, key=clean.x_train.fill)
print(max(items, key=clean.x_train.fill))
sorted(items, key=network.fit)
min(items, **{"key": network.fit})
print("a", file=own.log)
type("A", (own.Base,), {})
list(map(network.fit, items))
list(filter(network.fit, items))
own.train(network)
own.values()
own.part.sum()
models.sum()
getattr(network, "fit")(stream)
(network.fit)(stream)
[network.fit][0](stream)
(lambda: network.fit(stream))()
print(lambda: 3)
f = network.fit
f = g = network.fit
a, f = 1, network.fit
f = getattr(network, "fit")
f = network.fit if items else None
f = items or network.fit
f = [network.fit, 3]
f = {"a": network.fit}
print(f := network.fit)
plt.plot(network.fit)
plt.np.random.shuffle(x_train)
plt.np.copyto(x_train, 0)
figures.images.np.copyto(x_train, 0)
subplots.copyto(x_train, 0)
measures.np.copyto(x_train, 0)
measures.confusion_matrix(network.fit, items)
measures.confusion_matrix(clean.y_test, network.fit(stream))
add_noise("gaussian", x_train, 0.1, own.rng)
network.summary(print_fn=network.fit)
exit
quit
plt.FuncFormatter(network.fit)
plt.FuncFormatter(items)
plt.connect("draw_event", items)
plt.gcf().canvas.mpl_connect("draw_event", items)
plt.plot(own.train)
plt.plot(own)
figures.show(batches, "")
plt.plot([network.fit])
plt.gca().lines[0].get_ydata().fill(0)
plt.gca()._x.fill(0)
fig, ax = plt.subplots(); ax._x.fill(0)
line, = plt.plot(x_train[0]); line.set_ydata(items)
image = plt.imshow(x_train[0]); image.get_array().fill(0)
for batch in stream: print(batch)
for images, labels in stream: figures.show(figures.image_grid(images, labels), "")
print(list(stream))
print(*stream)
print(sum(1 for _ in stream))
[batch for batch in stream]
print(next(iter(stream)))
first, second = stream
first, *rest = stream
print(3 in stream)
print(3 not in stream)
print(max(stream), sorted(stream), dict(stream), set(stream), any(stream))
for a, b in zip(stream, items): print(a)
for n, batch in enumerate(stream): print(n)
print(", ".join(stream))
sets = {"a": stream}; print(list(sets["a"]))
for n, s in {"a": stream}.items(): print(list(s))
sets = {"a": stream}\nfor s in sets.values(): print(list(s))
a = [stream] + items; print(list(a[0]))
a = [stream]; b = a[:1]; print(list(b[0]))
a = [stream for _ in items]; print(list(a[0]))
a = list([stream])\nfor b in a: print(*b)
for n in [stream]: print(list(n))
made = (n for n in items); print(list(made)); print(list(made))
with own.context(): print(3)
with own.lock: print(3)
with plt.rc_context() as network.a: print(3)
with open("a"): print(3)
while items: print(3)
try: print(3)\nexcept ValueError: pass
assert items
raise ValueError
import own
global network
def f(): pass
def f(a=network.fit(stream)): pass
@own.decorated\ndef f(): pass
class A: pass
async def f(): pass
match items:\n    case [a]: print(a)
for network.a in items: print(3)
for items[0] in x_train[:3]: pass
for n in items: network.fit(stream)
for n in items: print(n)\nelse: network.fit(stream)
if network.fit(stream): print(3)
if items: network.fit(stream)
for n in network.fit(stream): print(n)
[0 for network.a in items]
__builtins__ = {}
__name__ = "a"
reset
reset - f
(yield)
await own.train()
[n async for n in own.steps()]
exec("network.fit(stream)")
eval("network.fit(stream)")
globals()["x_train"].fill(0)
setattr(network, "trainable", False)
delattr(clean, "x_train")
open("a", "w")
exit()
input()
vars(clean)["x_train"] = 0
stream >> items
items << stream
"""

# What makes names mean something else, and a call that only showed before that.
SHADOWED = r"""
def print(x): x.fill(0)|print(x_train)
if items:\n    def print(x): x.fill(0)|print(x_train)
class len: pass|print(len(x_train))
print = network.fit|print(stream)
len = network.fit|print(len(stream))
import own as print|print(x_train)
from own import train as print|print(x_train)
from own import print|print(x_train)
if items:\n    from own import print|print(x_train)
from own import *|print(x_train)
from own import *|plt.plot(x_train[0])
from own import *|np.mean(x_train)
from own import *|measures.snr_db(x_train, x_train)
from own import kind|kind("gaussian")
for print in own.functions: pass|print(x_train)
[0 for print in own.functions]|print(x_train)
with own.context() as print: pass|print(x_train)
try: own.a()\nexcept ValueError as print: pass|print(x_train)
own.a(print := network.fit)|print(stream)
def f(print): print(3)|print(x_train)
match own.a:\n    case print: pass|print(x_train)
del print|print(x_train)
figures = own|figures.show(x_train)
import own as figures|figures.show(x_train)
from own import figures|figures.show(x_train)
plt = network|plt.fit(stream)
plt.plot = network.fit|plt.plot(x_train[0])
figures.show = network.fit|figures.show(x_train[0], "")
import noiselab.report|noiselab.models.build("mlnn")
import own as np|np.mean(x_train)
fig, ax = plt.subplots(); ax = clean.x_train|ax.fill(0)
ax = plt.gca(); ax.plot = network.fit|ax.plot(stream)
made = [1]; made = iter(items)|print(list(made))
"""
