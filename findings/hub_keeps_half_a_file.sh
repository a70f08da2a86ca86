#!/usr/bin/env bash
# PyTorch 2.15.0 (pip), CPython: torch.hub.download_url_to_file where the server ends the answer early.
# One would guess: an answer of 100 bytes under "Content-Length: 1000" is an error, as curl and requests say.
# What happens: no error, no warning, and the file of 100 bytes stays under its name, so that the next
# load_state_dict_from_url finds it in the cache and reads it. http.client's read(n) gives what there is; only read()
# without a number raises IncompleteRead, and the loop of the download never compares the length that it has read
# for its progress bar. With a hash in the name and check_hash=True it is found.
# Seen: "returned without an error; the file has 100 of 1000 bytes".
# Exits with 1 if that changes. Installs torch into a temporary folder; PYTHON names a Python that has it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install -q torch==2.15.0
fi
"$python" - "$folder" <<'PY'
import os
import socket
import sys
import threading
import torch.hub

listener = socket.create_server(('127.0.0.1', 0))

def answer():
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n' + b'x' * 100)

threading.Thread(target=answer, daemon=True).start()
file = os.path.join(sys.argv[1], 'weights.bin')
torch.hub.download_url_to_file('http://127.0.0.1:%d/weights.bin' % listener.getsockname()[1], file, progress=False)
length = os.path.getsize(file)
print(f'returned without an error; the file has {length} of 1000 bytes')
sys.exit(length != 100)
PY
