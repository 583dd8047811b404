"""The real hub as a lecturer starts it for themselves, and as it listens with TLS."""

import pytest
import requests
from class_hub import AS_ROOT, NOTEBOOK, ClassHub, Student

BOOK = f"course-main/notebooks/{NOTEBOOK}"


@pytest.mark.skipif(not AS_ROOT, reason="needs a user of the machine with a known password")
def test_who_starts_it_on_loopback_is_let_in_and_nobody_else(with_proxy):
    with ClassHub(2, owned=True) as hub:
        owner, other = (Student(hub, name) for name in hub.students)
        assert other.login().status_code == 403
        assert owner.login().status_code == 302
        owner.spawn()
        assert owner.pull() == {"phase": "finished"}
        assert owner.kernel(BOOK).run("print(6 * 7)") == "42\n"
        assert "not enforced" in hub.log()


def test_with_tls(with_proxy):
    with ClassHub(1, tls=True) as hub:
        student = Student(hub, hub.students[0])
        cookies = student.login().raw.headers.getlist("Set-Cookie")
        assert all("Secure" in line for line in cookies if "login" in line)
        student.spawn()
        student.pull()
        assert student.kernel(BOOK).run("print(6 * 7)") == "42\n"
        with pytest.raises(requests.RequestException):
            requests.get(hub.url.replace("https", "http"), timeout=10)
