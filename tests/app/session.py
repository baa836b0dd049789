# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a GTK program on a display, a session bus and an accessibility bus of its own, and uses it as a person would.

    with Session([program, argument…]) as session:
        session.click("push button", "Open")          # through the accessibility tree
        session.key("ctrl+q")                          # as a key

One session for each Python process, because the accessibility library connects once. It needs Debian's python3-gi,
gir1.2-atspi-2.0, at-spi2-core, dbus, xvfb, openbox and xdotool; missing() says which program is not there.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ("Xvfb", "dbus-daemon", "gdbus", "openbox", "xdotool", "xclip")
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
POLL = 0.05  # s


def missing():
    """A sentence about what is not installed, or None."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            return f"the program {program} is not installed"
    if not os.path.exists(LAUNCHER):
        return "the package at-spi2-core is not installed"
    try:
        import gi
        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError) as error:
        return f"Python cannot use the accessibility tree: {error}"
    return None


def text_of(node):
    """What a widget shows; its name if it has no text."""
    from gi.repository import Atspi
    text = node.get_text_iface()
    # Asked of the interface: in newer AT-SPI an accessible has a get_text() of its own.
    return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)) if text else node.get_name() or ""


class Session:
    def __init__(self, argv, size="1280x900x24", timeout=20, env=None):
        self.argv, self.size, self.timeout, self.more = list(map(str, argv)), size, timeout, env or {}
        self.processes = []

    # -- begin and end ------------------------------------------------------------------------------------------------

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tauscope-session-"))
        self.log = (self.folder / "log").open("wb")
        try:
            self.start_servers()
            self.start_program()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def start(self, *argv, **how):
        process = subprocess.Popen(argv, env=self.env, stderr=self.log, start_new_session=True, **how)
        self.processes.append(process)
        return process

    def start_servers(self):
        home = self.folder / "home"
        for name in "home", "run":
            (self.folder / name).mkdir(mode=0o700)
        foreign = ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY", "DISPLAY")
        self.env = {name: value for name, value in os.environ.items() if name not in foreign}
        self.env.update(HOME=str(home), XDG_RUNTIME_DIR=str(self.folder / "run"), XDG_CONFIG_HOME=str(home / "config"),
                        XDG_CACHE_HOME=str(home / "cache"), XDG_DATA_HOME=str(home / "data"), GSETTINGS_BACKEND="memory",
                        GDK_BACKEND="x11", GSK_RENDERER="cairo", ADW_DISABLE_PORTAL="1", LC_ALL="C.UTF-8", LANGUAGE="en")
        self.env.update(self.more)  # also for what the bus starts
        # The number of the display comes through a pipe, which stays open: the server ends if it cannot write.
        self.pipe, end = os.pipe()
        self.start("Xvfb", "-displayfd", str(end), "-screen", "0", self.size, "-nolisten", "tcp", "-noreset", pass_fds=[end],
                   stdout=self.log)
        os.close(end)
        number = b""
        while not number.endswith(b"\n"):
            number += os.read(self.pipe, 8) or b"?\n"
        self.env["DISPLAY"] = ":" + number.decode().strip()
        bus = self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.start(LAUNCHER, "--launch-immediately", stdout=self.log)
        self.start("openbox", "--sm-disable", stdout=self.log)
        self.env["AT_SPI_BUS_ADDRESS"] = self.wait(self.ask_for_accessibility_bus, "the accessibility bus")
        for name in "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "XDG_RUNTIME_DIR":
            os.environ[name] = self.env[name]  # this process uses the same buses

    def ask_for_accessibility_bus(self):
        answer = subprocess.run(["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus",
                                 "--method", "org.a11y.Bus.GetAddress"], env=self.env, capture_output=True, text=True)
        return answer.stdout.split("'")[1] if answer.returncode == 0 else None

    def start_program(self):
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        import tree
        self.atspi, self.glib = Atspi, GLib
        Atspi.init()
        self.reader = tree.Reader(self.env["AT_SPI_BUS_ADDRESS"])
        Atspi.set_timeout(3000, 15000)
        begun = time.monotonic()
        self.program = self.start(*self.argv, stdout=self.log)
        self.root = self.wait(self.find_program, "the program in the accessibility tree", 120)
        self.seconds_to_start = time.monotonic() - begun

    def find_program(self):
        if self.program.poll() is not None:
            raise RuntimeError(f"the program ended with status {self.program.returncode}:\n{self.read_log()}")
        self.take_events()
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(i)
            if program and program.get_child_count() > 0 and program.get_name() != "openbox":
                return program
        return None

    def end(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read_log(self):
        """What the program and the servers wrote to their error streams."""
        self.log.flush()
        return (self.folder / "log").read_text(errors="replace")

    def read_warnings(self):
        """Warnings of the program and its libraries, without that of GTK 4.18 about the heading of libadwaita's message
        dialog (see app-fixture.c)."""
        return [line for line in self.read_log().splitlines()
                if re.search(r"(Gtk|GLib|Gdk|Adwaita|Tauscope|Pango)[\w-]*-(WARNING|CRITICAL)", line)
                and "Trying to measure GtkLabel " not in line]

    # -- looking ------------------------------------------------------------------------------------------------------

    def take_events(self):
        context = self.glib.MainContext.default()
        while context.pending():
            context.iteration(False)

    def wait(self, condition, what="a condition", timeout=None):
        """The first true value of condition(); a fault of the tree, which changes meanwhile, counts as false."""
        end = time.monotonic() + (timeout or self.timeout)
        faults = self.glib.Error if hasattr(self, "glib") else ()
        while True:
            try:
                value = condition()
            except faults:
                value = None
            if value:
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain for {what}\n{self.dump()}")
            time.sleep(POLL)

    def read(self):
        """The shown widgets as nodes of tree.py, each before those in it."""
        self.take_events()
        return self.reader.read(self.root.app.bus_name, self.root.path)

    def get(self, node):
        """The accessible of a node that was just read; None if there is another one in its place by now."""
        found = self.root
        for step in node.line()[1:]:
            found = self.get_child(found, step)
            if found is None:
                return None
        return found

    def get_child(self, parent, node):
        """GTK 4.8 lists the children of a stack, but counts its pages, in which they are."""
        def children(of):
            of.clear_cache()
            return list(filter(None, (of.get_child_at_index(i) for i in range(of.get_child_count()))))

        parent.clear_cache()
        likely = parent.get_child_at_index(node.index)
        if likely and likely.path == node.path:
            return likely
        own = children(parent)
        inner = (child for page in own for child in children(page))
        return next((child for child in (*own, *inner) if child.path == node.path), None)

    def find_all(self, role=None, name=None):
        """The shown widgets of a role and a name, which may be a regular expression."""
        def fits(node):
            return ((role is None or node.role == role) and
                    (name is None or (node.name == name if isinstance(name, str) else name.search(node.name))))

        return list(filter(None, map(self.get, filter(fits, self.read()))))

    def find(self, role=None, name=None, timeout=None):
        return self.wait(lambda: self.find_all(role, name), f"{role} “{name}”", timeout)[0]

    def find_text(self, regex):
        """The widget that shows such a text. In GTK 4.18 a message has a text, but no name."""
        def found():
            return list(filter(None, map(self.get, (n for n in self.read() if n.text and re.search(regex, n.text)))))

        return self.wait(found, f"the text {regex}")[0]

    def menu_entries(self):
        """The entries of the menu that is open. In GTK 4.18 they have no names."""
        return self.wait(lambda: self.find_all("menu item"), "a menu")

    def wait_text(self, regex, timeout=None):
        """The text of the first label that fits."""
        def look():
            texts = (node.text or node.name for node in self.read() if node.role == "label")
            return next((text for text in texts if re.search(regex, text)), None)
        return self.wait(look, f"the text {regex}", timeout)

    def texts(self):
        """All that is written in the window, also what is no label to a screen reader, but a message."""
        return [node.text for node in self.read() if node.text]

    def text(self, node):
        node.clear_cache()
        return text_of(node)

    def dump(self):
        """The shown widgets, one a line, for messages."""
        nodes = self.read() if hasattr(self, "root") else []
        return "\n".join(f"{node.role} “{node.text or node.name}”" for node in nodes)

    # -- acting -------------------------------------------------------------------------------------------------------

    def click(self, role, name=None):
        """By accessibility; `role` may be a widget."""
        node = self.find(role, name) if isinstance(role, str) else role
        node.get_action_iface().do_action(0)

    def set_value(self, value, node):
        node.get_value_iface().set_current_value(value)

    def call(self, *command):
        """Its output, in this session."""
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=True).stdout

    def place_of(self, node):
        """Where a widget is in its window, once it is still: a row that unfolds moves those below it."""
        def read():
            node.clear_cache()
            box = node.get_component_iface().get_extents(self.atspi.CoordType.WINDOW)
            return box.x, box.y, box.width, box.height

        places = [read()]

        def is_still():
            time.sleep(0.1)
            places.append(read())
            return places[-1] == places[-2]

        self.wait(is_still, "a widget that keeps its place")
        return places[-1]

    def mouse_click(self, node, title, fx=0.5, fy=0.5):
        """At a share of the widget's width and height, in the window of this title."""
        left, top, width, height = self.place_of(node)
        window = self.call("xdotool", "search", "--onlyvisible", "--name", title).split()[-1]
        place = dict(line.split("=") for line in self.call("xdotool", "getwindowgeometry", "--shell", window).split())
        x, y = int(place["X"]) + left + fx * width, int(place["Y"]) + top + fy * height
        self.call("xdotool", "mousemove", str(round(x)), str(round(y)), "click", "1")

    def key(self, *keys):
        self.call("xdotool", "key", *keys)

    def type(self, text):
        self.call("xdotool", "type", "--delay", "20", text)

    def screenshot(self, path):
        self.call("import", "-window", "root", str(path))
