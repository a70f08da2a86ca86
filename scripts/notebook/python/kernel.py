"""Stands between Jupyter and Deno's kernel: `kernel.py CONNECTION_FILE DENO ARGUMENTS...`.

Deno says that a cell is done before it has sent all that the cell printed; who asked then listens no longer, and lines
are lost. Here "idle" waits: a line of our own is printed after the cell, and what comes before it belongs to the cell.
The next cell waits, too. And a value is shown where a cell ends in an expression without a semicolon, not, as there,
that of any statement.
"""
import collections
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import uuid

import zmq
from jupyter_client.connect import write_connection_file

# Whoever started it may be killed; it does not stay behind.
PARENT = os.getppid()
DELIMITER = b'<IDS|MSG>'
STATEMENT = re.compile(r'[;}]\s*(//[^\n]*\s*|/\*.*?\*/\s*)*$', re.DOTALL)


class Messages:
    """Reads and makes messages of Jupyter's protocol."""

    def __init__(self, key):
        self.key = key

    @staticmethod
    def read(frames):
        at = frames.index(DELIMITER)
        header, parent, _, content = (json.loads(part) for part in frames[at + 2:at + 6])
        return header, parent, content

    def make(self, before, header, parent, content):
        parts = [json.dumps(part).encode() for part in (header, parent, {}, content)]
        digest = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in parts:
            digest.update(part)
        return [*before, DELIMITER, digest.hexdigest().encode(), *parts]


class Kernel:
    def __init__(self, outer, inner, child):
        self.child = child
        self.messages = Messages(outer['key'].encode())
        self.session = uuid.uuid4().hex
        self.waiting = collections.deque()
        self.asked = {}  # who asked, by the message's id
        self.marks = set()
        self.running = None  # the cell that runs: { id, header, hides, mark, idle }
        context = zmq.Context()
        address = lambda config, port: f"tcp://{config['ip']}:{config[port]}"
        self.front, self.back = {}, {}
        for name in ('shell', 'control', 'stdin', 'hb', 'iopub'):
            self.front[name] = context.socket(zmq.PUB if name == 'iopub' else zmq.ROUTER)
            self.front[name].bind(address(outer, f'{name}_port'))
            if name != 'hb':
                self.back[name] = context.socket(zmq.SUB if name == 'iopub' else zmq.DEALER)
                self.back[name].connect(address(inner, f'{name}_port'))
        self.back['iopub'].subscribe(b'')

    def run(self):
        poller = zmq.Poller()
        handlers = {self.front['hb']: self.front['hb'].send_multipart, self.front['shell']: self.from_page,
                    self.back['shell']: lambda frames: self.answer('shell', frames), self.back['iopub']: self.published}
        # Deno asks nothing of the reader by messages (stdin).
        handlers[self.front['control']] = self.controlled
        handlers[self.back['control']] = lambda frames: self.answer('control', frames)
        for socket in handlers:
            poller.register(socket, zmq.POLLIN)
        while self.child.poll() is None and os.getppid() == PARENT:
            for socket, _ in poller.poll(200):
                handlers[socket](socket.recv_multipart())

    def from_page(self, frames):
        self.remember(frames)
        self.waiting.append(frames)
        self.begin()

    def controlled(self, frames):
        self.remember(frames)
        self.back['control'].send_multipart(frames)

    def remember(self, frames):
        """Deno's answers do not name who asked."""
        header, _, _ = self.messages.read(frames)
        self.asked[header['msg_id']] = frames[:frames.index(DELIMITER)]

    def answer(self, name, frames):
        _, parent, _ = self.messages.read(frames)
        who = self.asked.pop(parent.get('msg_id'), None)
        if who is not None:
            self.front[name].send_multipart([*who, *frames[frames.index(DELIMITER):]])

    def begin(self):
        while self.waiting and self.running is None:
            frames = self.waiting.popleft()
            header, _, content = self.messages.read(frames)
            if header['msg_type'] == 'execute_request':
                hides = bool(STATEMENT.search(content.get('code', '')))
                self.running = {'header': header, 'hides': hides, 'mark': None, 'idle': None}
            self.back['shell'].send_multipart(frames)

    def published(self, frames):
        header, parent, content = self.messages.read(frames)
        kind, running, cause = header['msg_type'], self.running, parent.get('msg_id')
        if cause in self.marks:
            if kind in ('status', 'execute_input') or running is None:
                return
            if kind == 'stream' and content['text'].strip() == running['mark']:
                self.front['iopub'].send_multipart(running['idle'])
                self.running = None
                self.begin()
            else:  # a line of the cell that was sent late
                before = frames[:frames.index(DELIMITER)]
                self.front['iopub'].send_multipart(self.messages.make(before, header, running['header'], content))
            return
        if running is not None and cause == running['header']['msg_id']:
            if kind == 'status' and content['execution_state'] == 'idle':
                running['idle'] = frames
                self.mark()
                return
            if kind == 'execute_result' and running['hides']:
                return
        self.front['iopub'].send_multipart(frames)

    def mark(self):
        """Prints a line of our own: what the cell printed comes before it."""
        mark = self.running['mark'] = uuid.uuid4().hex
        self.marks.add(mark)
        header = {**self.running['header'], 'msg_id': mark, 'session': self.session}
        content = {'code': f'console.log("{mark}");', 'silent': False, 'store_history': False, 'user_expressions': {},
                   'allow_stdin': False, 'stop_on_error': False}
        self.back['shell'].send_multipart(self.messages.make([], header, {}, content))


def main():
    file, *command = sys.argv[1:]
    with open(file, encoding='utf8') as text:
        outer = json.load(text)
    with tempfile.TemporaryDirectory() as folder:
        name, inner = write_connection_file(os.path.join(folder, 'kernel.json'), ip='127.0.0.1', key=outer['key'].encode())
        # A kernel that something else starts (an editor) begins in the notebook's own folder, which is below.
        child = subprocess.Popen([*command, name], cwd=os.environ.get('NODETORCH_EXERCISES', '..'))
        # To interrupt Deno is to end it, and who is between ends with it.
        signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            Kernel(outer, inner, child).run()
        finally:
            child.kill()
    return child.wait()


if __name__ == '__main__':
    sys.exit(abs(main()))
