import pickle
import subprocess
import sys

from vncwall.workers import mains


def test_a_child_main_can_be_named_to_another_process():
    for main in (mains.sessions, mains.recorder):
        assert pickle.loads(pickle.dumps(main)) is main


def test_the_main_process_imports_nothing_that_only_children_need():
    program = (
        "import sys, vncwall.workers.supervisor as _\n"
        "print([n for n in ('av', 'vncwall.rfb', 'vncwall.session', 'pygame')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
