#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 19 corruptions as their users have them: Python on NumPy, SciPy, scikit-image, OpenCV, Pillow and
ImageMagick, written from the benchmark's definitions, function by function with the same libraries. tauscope is
compared with it in speed (bench-corruptions asks it for times) and, for the 8 without randomness, bit for bit.

  corruptions.py --serve FOLDER       times: reads "NAME PRESET SEVERITY MS" lines, answers each with the CPU
                                      milliseconds of one call, the mean over at least MS. FOLDER holds cifar.png,
                                      imagenet.png and the five pictures of frost
  corruptions.py --check REFERENCE    the 8 deterministic ones against reference/corruptions-exact
"""

import io
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MAGICK_THREAD_LIMIT"):
    os.environ[name] = "1"  # one core, as on the other side

try:
    import cv2
    import numpy as np
    from PIL import Image
    from scipy.ndimage import map_coordinates, zoom as scipy_zoom
    from skimage.color import hsv2rgb, rgb2hsv
    from skimage.filters import gaussian
    from skimage.util import random_noise
    from wand.api import library as magick
    from wand.image import Image as WandImage
except ImportError as error:
    print(f"Python's {error.name} is not installed")
    sys.exit(77)

import ctypes

cv2.setNumThreads(1)
magick.MagickMotionBlurImage.argtypes = (
    ctypes.c_void_p, ctypes.c_double, ctypes.c_double, ctypes.c_double)

CIFAR, IMAGENET = 0, 1
frost_folder = "."


def clipped(x):
    return np.clip(x, 0, 1) * 255


def motion(png, radius, sigma, angle):
    """A PNG file through ImageMagick, and back through OpenCV."""
    with WandImage(blob=png) as picture:
        magick.MagickMotionBlurImage(picture.wand, radius, sigma, angle)
        return cv2.imdecode(np.frombuffer(picture.make_blob(), np.uint8), cv2.IMREAD_UNCHANGED)


def png_of(picture):
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def disk(radius, alias):
    side = np.arange(-8, 9) if radius <= 8 else np.arange(-radius, radius + 1)
    x, y = np.meshgrid(side, side)
    kernel = np.array((x ** 2 + y ** 2) <= radius ** 2, dtype=np.float32)
    kernel /= kernel.sum()
    return cv2.GaussianBlur(kernel, ksize=(3, 3) if radius <= 8 else (5, 5), sigmaX=alias)


def clipped_zoom(picture, factor):
    height = picture.shape[0]
    crop = int(np.ceil(height / factor))
    top = (height - crop) // 2
    axes = (factor, factor, 1)[: picture.ndim]
    large = scipy_zoom(picture[top:top + crop, top:top + crop], axes, order=1)
    trim = (large.shape[0] - height) // 2
    return large[trim:trim + height, trim:trim + height]


def plasma(side, decay):
    """Diamond-square on a torus, values 0 to 1."""
    plane = np.empty((side, side))
    plane[0, 0] = 0
    step, wibble = side, 100

    def shaken(sums):
        return sums / 4 + wibble * np.random.uniform(-wibble, wibble, sums.shape)

    while step >= 2:
        half = step // 2
        corners = plane[0:side:step, 0:side:step]
        squares = corners + np.roll(corners, -1, axis=0)
        squares = squares + np.roll(squares, -1, axis=1)
        plane[half:side:step, half:side:step] = shaken(squares)
        centres = plane[half:side:step, half:side:step]
        corners = plane[0:side:step, 0:side:step]
        down = centres + np.roll(centres, 1, axis=0)
        across = corners + np.roll(corners, -1, axis=1)
        plane[0:side:step, half:side:step] = shaken(down + across)
        up = centres + np.roll(centres, 1, axis=1)
        along = corners + np.roll(corners, -1, axis=0)
        plane[half:side:step, 0:side:step] = shaken(up + along)
        step //= 2
        wibble /= decay
    plane -= plane.min()
    return plane / plane.max()


# Each takes a Pillow image and gives an array of 0 to 255, not yet brought to bytes. p: (preset, severity - 1).

def gaussian_noise(x, p):
    c = ((.04, .06, .08, .09, .10), (.08, .12, .18, .26, .38))[p[0]][p[1]]
    x = np.array(x) / 255.
    return clipped(x + np.random.normal(size=x.shape, scale=c))


def shot_noise(x, p):
    c = ((500, 250, 100, 75, 50), (60, 25, 12, 5, 3))[p[0]][p[1]]
    x = np.array(x) / 255.
    return clipped(np.random.poisson(x * c) / c)


def impulse_noise(x, p):
    c = ((.01, .02, .03, .05, .07), (.03, .06, .09, .17, .27))[p[0]][p[1]]
    return clipped(random_noise(np.array(x) / 255., mode="s&p", amount=c))


def speckle_noise(x, p):
    c = ((.06, .1, .12, .16, .2), (.15, .2, .35, .45, .6))[p[0]][p[1]]
    x = np.array(x) / 255.
    return clipped(x + x * np.random.normal(size=x.shape, scale=c))


def gaussian_blur(x, p):
    c = ((.4, .6, .7, .8, 1), (1, 2, 3, 4, 6))[p[0]][p[1]]
    return clipped(gaussian(np.array(x) / 255., sigma=c, channel_axis=-1))


def glass_blur(x, p):
    sigma, reach, times = (
        ((.05, 1, 1), (.25, 1, 1), (.4, 1, 1), (.25, 1, 2), (.4, 1, 2)),
        ((.7, 1, 2), (.9, 2, 1), (1, 2, 3), (1.1, 3, 2), (1.5, 4, 2)))[p[0]][p[1]]
    x = np.uint8(gaussian(np.array(x) / 255., sigma=sigma, channel_axis=-1) * 255)
    side = x.shape[0]
    for _ in range(times):
        for h in range(side - reach, reach, -1):
            for w in range(side - reach, reach, -1):
                dx, dy = np.random.randint(-reach, reach, size=(2,))
                x[h, w], x[h + dy, w + dx] = x[h + dy, w + dx], x[h, w]
    return clipped(gaussian(x / 255., sigma=sigma, channel_axis=-1))


def defocus_blur(x, p):
    c = (((.3, .4), (.4, .5), (.5, .6), (1, .2), (1.5, .1)),
         ((3, .1), (4, .5), (6, .5), (8, .5), (10, .5)))[p[0]][p[1]]
    x = np.array(x) / 255.
    kernel = disk(*c)
    channels = [cv2.filter2D(x[:, :, d], -1, kernel) for d in range(3)]
    return clipped(np.array(channels).transpose((1, 2, 0)))


def motion_blur(x, p):
    radius, sigma = (((6, 1), (6, 1.5), (6, 2), (8, 2), (9, 2.5)),
                     ((10, 3), (15, 5), (15, 8), (15, 12), (20, 15)))[p[0]][p[1]]
    x = motion(png_of(x), radius, sigma, np.random.uniform(-45, 45))
    if x.ndim == 2:  # ImageMagick writes a picture without colours as a grey one
        return np.repeat(x[..., np.newaxis], 3, 2)
    return np.clip(x[..., [2, 1, 0]], 0, 255)


def zoom_blur(x, p):
    low, high, step = (((1, 1.06, .01), (1, 1.11, .01), (1, 1.16, .01), (1, 1.21, .01), (1, 1.26, .01)),
                       ((1, 1.11, .01), (1, 1.16, .01), (1, 1.21, .02), (1, 1.26, .02), (1, 1.31, .03)))[p[0]][p[1]]
    factors = np.arange(low, high, step)
    x = (np.array(x) / 255.).astype(np.float32)
    out = np.zeros_like(x)
    for factor in factors:
        out += clipped_zoom(x, factor)
    return clipped((x + out) / (len(factors) + 1))


def snow(x, p):
    mean, sd, factor, least, radius, sigma, mix = (
        ((.1, .2, 1, .6, 8, 3, .95), (.1, .2, 1, .5, 10, 4, .9), (.15, .3, 1.75, .55, 10, 4, .9),
         (.25, .3, 2.25, .6, 12, 6, .85), (.3, .3, 1.25, .65, 14, 12, .8)),
        ((.1, .3, 3, .5, 10, 4, .8), (.2, .3, 2, .5, 12, 4, .7), (.55, .3, 4, .9, 12, 8, .7),
         (.55, .3, 4.5, .85, 12, 8, .65), (.55, .3, 2.5, .85, 12, 12, .55)))[p[0]][p[1]]
    x = np.array(x, dtype=np.float32) / 255.
    layer = clipped_zoom(np.random.normal(size=x.shape[:2], loc=mean, scale=sd), factor)
    layer[layer < least] = 0
    layer = Image.fromarray((np.clip(layer.squeeze(), 0, 1) * 255).astype(np.uint8), mode="L")
    layer = motion(png_of(layer), radius, sigma, np.random.uniform(-135, -45)) / 255.
    layer = layer[..., np.newaxis]
    grey = cv2.cvtColor(x, cv2.COLOR_RGB2GRAY).reshape(*x.shape[:2], 1)
    x = mix * x + (1 - mix) * np.maximum(x, grey * 1.5 + .5)
    return clipped(x + layer + np.rot90(layer, k=2))


def frost(x, p):
    keep, ice = (((1, .2), (1, .3), (.9, .4), (.85, .4), (.75, .45)),
                 ((1, .4), (.8, .6), (.7, .7), (.65, .7), (.6, .75)))[p[0]][p[1]]
    names = ("frost1.png", "frost2.png", "frost3.png", "frost4.jpg", "frost5.jpg")
    texture = cv2.imread(os.path.join(frost_folder, names[np.random.randint(5)]))
    if p[0] == CIFAR:
        texture = cv2.resize(texture, (0, 0), fx=.2, fy=.2)
    x = np.array(x)
    height, width = x.shape[:2]
    top = np.random.randint(0, texture.shape[0] - height)
    left = np.random.randint(0, texture.shape[1] - width)
    texture = texture[top:top + height, left:left + width][..., [2, 1, 0]]
    return np.clip(keep * x + ice * texture, 0, 255)


def fog(x, p):
    c, decay = (((.2, 3), (.5, 3), (.75, 2.5), (1, 2), (1.5, 1.75)),
                ((1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)))[p[0]][p[1]]
    x = np.array(x) / 255.
    most, side = x.max(), x.shape[0]
    x += c * plasma(32 if p[0] == CIFAR else 256, decay)[:side, :side][..., np.newaxis]
    return clipped(x * most / (most + c))


def brightness(x, p):
    c = ((.05, .1, .15, .2, .3), (.1, .2, .3, .4, .5))[p[0]][p[1]]
    x = rgb2hsv(np.array(x) / 255.)
    x[:, :, 2] = np.clip(x[:, :, 2] + c, 0, 1)
    return clipped(hsv2rgb(x))


def saturate(x, p):
    a, b = (((.3, 0), (.1, 0), (1.5, 0), (2, .1), (2.5, .2)),
            ((.3, 0), (.1, 0), (2, 0), (5, .1), (20, .2)))[p[0]][p[1]]
    x = rgb2hsv(np.array(x) / 255.)
    x[:, :, 1] = np.clip(x[:, :, 1] * a + b, 0, 1)
    return clipped(hsv2rgb(x))


def contrast(x, p):
    c = ((.75, .5, .4, .3, .15), (.4, .3, .2, .1, .05))[p[0]][p[1]]
    x = np.array(x) / 255.
    means = np.mean(x, axis=(0, 1), keepdims=True)
    return clipped((x - means) * c + means)


def elastic_transform(x, p):
    alpha, sigma, affine = (
        ((0, 0, .08), (.05, .2, .07), (.08, .06, .06), (.1, .04, .05), (.1, .03, .03)),
        ((2, .7, .1), (2, .08, .2), (.05, .01, .02), (.07, .01, .02), (.12, .01, .02)))[p[0]][p[1]]
    unit = 32 if p[0] == CIFAR else 244
    x = np.array(x, dtype=np.float32) / 255.
    height, width = x.shape[:2]
    centre, square = np.float32((height, width)) // 2, min(height, width) // 3
    points = np.float32([centre + square, [centre[0] + square, centre[1] - square], centre - square])
    moved = points + np.random.uniform(-affine * unit, affine * unit, size=points.shape).astype(np.float32)
    matrix = cv2.getAffineTransform(points, moved)
    x = cv2.warpAffine(x, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)

    def field():
        noise = np.random.uniform(-1, 1, size=(height, width))
        return (gaussian(noise, sigma * unit, mode="reflect", truncate=3) * alpha * unit).astype(np.float32)

    dx, dy = field()[..., np.newaxis], field()[..., np.newaxis]
    columns, rows, channels = np.meshgrid(np.arange(width), np.arange(height), np.arange(3))
    at = (np.reshape(rows + dy, (-1, 1)), np.reshape(columns + dx, (-1, 1)), np.reshape(channels, (-1, 1)))
    return clipped(map_coordinates(x, at, order=1, mode="reflect").reshape(x.shape))


def pixelate(x, p):
    c = ((.95, .9, .85, .75, .65), (.6, .5, .4, .3, .25))[p[0]][p[1]]
    width, height = x.size
    return np.array(x.resize((int(width * c), int(height * c)), Image.BOX).resize((width, height), Image.BOX))


def jpeg_compression(x, p):
    c = ((80, 65, 58, 50, 40), (25, 18, 15, 10, 7))[p[0]][p[1]]
    buffer = io.BytesIO()
    x.save(buffer, "JPEG", quality=c)
    return np.array(Image.open(buffer))


def spatter(x, p):
    mean, sd, sigma, least, c, mud = (
        ((.62, .1, .7, .7, .5, 0), (.65, .1, .8, .7, .5, 0), (.65, .3, 1, .69, .5, 0),
         (.65, .1, .7, .69, .6, 1), (.65, .1, .5, .68, .6, 1)),
        ((.65, .3, 4, .69, .6, 0), (.65, .3, 3, .68, .6, 0), (.65, .3, 2, .68, .5, 0),
         (.65, .3, 1, .65, 1.5, 1), (.67, .4, 1, .65, 1.5, 1)))[p[0]][p[1]]
    x = np.array(x, dtype=np.float32) / 255.
    layer = gaussian(np.random.normal(size=x.shape[:2], loc=mean, scale=sd), sigma=sigma)
    layer[layer < least] = 0
    if mud:
        m = gaussian(np.where(layer > least, 1, 0).astype(np.float32), sigma=c)
        m[m < .8] = 0
        m = m[..., np.newaxis]
        colour = np.float32((63, 42, 20)) / 255
        return clipped(x * (1 - m) + colour * np.ones_like(x) * m)
    layer = (layer * 255).astype(np.uint8)
    edges = 255 - cv2.Canny(layer, 50, 150)
    distance = cv2.distanceTransform(edges, cv2.DIST_L2, 5)
    _, distance = cv2.threshold(distance, 20, 20, cv2.THRESH_TRUNC)
    distance = cv2.blur(distance, (3, 3)).astype(np.uint8)
    distance = cv2.equalizeHist(distance)
    distance = cv2.filter2D(distance, cv2.CV_8U, np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]))
    distance = cv2.blur(distance, (3, 3)).astype(np.float32)
    m = cv2.cvtColor(layer * distance, cv2.COLOR_GRAY2BGRA)
    m /= np.max(m, axis=(0, 1))
    m *= c
    one = np.ones_like(m[..., :1])
    colour = np.concatenate((175 / 255. * one, 238 / 255. * one, 238 / 255. * one), axis=2)
    colour = cv2.cvtColor(colour, cv2.COLOR_BGR2BGRA)
    x = cv2.cvtColor(x, cv2.COLOR_BGR2BGRA)
    return cv2.cvtColor(np.clip(x + m * colour, 0, 1), cv2.COLOR_BGRA2BGR) * 255


FUNCTIONS = {function.__name__: function for function in (
    gaussian_noise, shot_noise, impulse_noise, defocus_blur, glass_blur, motion_blur, zoom_blur, snow, frost, fog,
    brightness, contrast, elastic_transform, pixelate, jpeg_compression, speckle_noise, gaussian_blur, spatter,
    saturate)}


def corrupt(name, picture, preset, severity):
    """A Pillow image to an array of bytes."""
    return np.uint8(FUNCTIONS[name](picture, (preset, severity - 1)))


def measure(name, picture, preset, severity, least_ms):
    """The mean over at least so many milliseconds; the first call warms up, unless it is as long alone."""
    start = time.process_time()
    corrupt(name, picture, preset, severity)
    calls, spent = 1, (time.process_time() - start) * 1e3
    if spent >= least_ms:
        return spent
    calls, start = 0, time.process_time()
    while True:
        corrupt(name, picture, preset, severity)
        calls += 1
        spent = (time.process_time() - start) * 1e3
        if spent >= least_ms:
            return spent / calls


def serve(folder):
    global frost_folder
    frost_folder = folder
    titles = ("cifar", "imagenet")
    pictures = [Image.open(os.path.join(folder, title + ".png")).convert("RGB") for title in titles]
    print("ready", flush=True)
    for line in sys.stdin:
        name, title, severity, least_ms = line.split()
        preset = titles.index(title)
        print(measure(name, pictures[preset], preset, int(severity), float(least_ms)), flush=True)


def check(reference):
    folder = os.path.join(reference, "corruptions-exact")
    if not os.path.isdir(folder):
        print(f"{folder} is not there: nothing to compare with", file=sys.stderr)
        return 77
    wrong = 0
    for preset, title in enumerate(("cifar", "imagenet")):
        pictures = np.load(os.path.join(folder, f"{title}_inputs.npz"))["x"]
        for name in FUNCTIONS:
            path = os.path.join(folder, f"{title}_{name}.npz")
            if not os.path.exists(path):
                continue
            expected = np.load(path)["out"]
            for severity in range(1, 6):
                out = np.array([corrupt(name, Image.fromarray(x), preset, severity) for x in pictures])
                different = np.mean(out != expected[severity - 1])
                most = np.abs(out.astype(int) - expected[severity - 1]).max()
                if different > 0.01 or most > 1:
                    wrong += 1
                    print(f"{name} {title} {severity}: {100 * different:.2f} % of values differ, by up to {most}")
    print(f"{wrong} of the deterministic corruptions, presets and severities are not the reference's")
    return wrong > 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--serve":
        serve(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(sys.argv[2]))
    else:
        sys.exit(__doc__)
