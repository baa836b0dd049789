# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a program's accessibility tree level by level, and asks for all of a level at once. The accessibility library waits
for the answer to each question, and so for the scheduler: on a busy machine that takes eight times as long."""
import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib

PREFIX = "org.a11y.atspi."
TIMEOUT = 15000  # ms
MOST = 1 << 20  # characters of a text; GTK takes -1 for none
# GTK 4.8 calls a toggle button a push button, and newer AT-SPI calls that only a button.
ROLES = {"button": "push button", "toggle button": "push button"}


class Node:
    """A shown widget: the child of its parent with that index."""

    def __init__(self, path, parent=None, index=0):
        self.path, self.parent, self.index = path, parent, index
        self.role, self.name, self.text, self.box, self.children = "", "", None, None, []

    def line(self):
        """From the root to this node."""
        return (self.parent.line() if self.parent else []) + [self]

    def is_shown(self):
        """GTK 4.8 sets SHOWING for windows only; a widget that is not on the screen has no size."""
        return self.box is None or (self.box[2] > 0 and self.box[3] > 0)

    def take_interfaces(self, interfaces):
        if PREFIX + "Component" not in interfaces:
            self.box = None  # GTK gives one without a size to what is no widget


class Reader:
    def __init__(self, address):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.open = 0

    def ask(self, owner, path, interface, method, arguments, take):
        """Calls take() with the answer; not at all if there is none."""
        def done(bus, result):
            self.open -= 1
            try:
                take(*bus.call_finish(result).unpack())
            except GLib.Error:
                pass

        self.open += 1
        self.bus.call(owner, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, TIMEOUT, None, done)

    def ask_about(self, owner, node):
        def take(key):
            return lambda value: setattr(node, key, value)

        def take_role(role):
            name = Atspi.role_get_name(Atspi.Role(role))
            node.role = ROLES.get(name, name)

        name = GLib.Variant("(ss)", (PREFIX + "Accessible", "Name"))
        self.ask(owner, node.path, PREFIX + "Accessible", "GetChildren", None, take("children"))
        self.ask(owner, node.path, PREFIX + "Accessible", "GetRole", None, take_role)
        self.ask(owner, node.path, "org.freedesktop.DBus.Properties", "Get", name, take("name"))
        self.ask(owner, node.path, PREFIX + "Component", "GetExtents", GLib.Variant("(u)", (1,)), take("box"))
        self.ask(owner, node.path, PREFIX + "Text", "GetText", GLib.Variant("(ii)", (0, MOST)), take("text"))

    def wait(self):
        while self.open > 0:
            GLib.MainContext.default().iteration(True)

    def read(self, owner, path):
        """The shown widgets below that of a path, itself included, each before those in it."""
        root = Node(path)
        level = [root]
        while level:
            for node in level:
                self.ask_about(owner, node)
            self.wait()
            for node in level:
                if not node.is_shown():
                    self.ask(owner, node.path, PREFIX + "Accessible", "GetInterfaces", None, node.take_interfaces)
            self.wait()
            for node in level:
                node.children = [Node(path, node, i) for i, (_, path) in enumerate(node.children)]
            level = [child for node in level if node is root or node.is_shown() for child in node.children]
        return list(self.walk(root))

    def walk(self, node):
        yield node
        for child in node.children:
            if child.is_shown():
                yield from self.walk(child)
