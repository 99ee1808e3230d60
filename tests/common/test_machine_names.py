import platform

import pytest

from noiselab.common import machine_names


@pytest.fixture
def short(monkeypatch):
    """Replaces in a text the names of a machine with this user and this name."""

    def short(text, user="anna", host="otto", **options):
        for name in ("USER", "LOGNAME", "USERNAME"):
            monkeypatch.setenv(name, user)
        monkeypatch.setenv("HOME", f"/homes/{user}")
        monkeypatch.delenv("HOSTNAME", raising=False)
        monkeypatch.setattr(platform, "node", lambda: host)
        for name in machine_names.known():
            text = name.replaced(text, **options)
        return text

    return short


@pytest.mark.parametrize("user", ["zq-student", "s1234567", "a.smith", "tbl_09"])
def test_a_name_that_is_no_word_goes_wherever_it_stands(short, user):
    text = f"{user} ({user}), '\\n{user}', \x1b[32m{user}\x1b[0m {user.upper()} x{user}"
    assert short(text, user) == (
        f"<user> (<user>), '\\n<user>', \x1b[32m<user>\x1b[0m <user> x{user}"
    )
    assert short(f"<b>{user}</b>", user, is_markup=True) == "<b>&lt;user&gt;</b>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("USER=anna", "USER=<user>"),
        ("'LOGNAME': 'anna', \"user\": \"anna\"", "'LOGNAME': '<user>', \"user\": \"<user>\""),
        ("uid=1000(anna) gid=1000(anna)", "uid=1000(<user>) gid=1000(<user>)"),
        ("groups=1000(anna),4(adm),27(anna)", "groups=1000(<user>),4(adm),27(<user>)"),
        ("owner: anna. user='anna'", "owner: <user>. user='<user>'"),
        ("/home/anna.bak /c/anna/x", "/home/<user>.bak /c/<user>/x"),
        ("mail anna@otto, ssh x@otto", "mail <user>@<host>, ssh x@<host>"),
        ("/export/home/anna/x /scratch/cs/anna", "/export/home/<user>/x /scratch/cs/<user>"),
        ("drwxr-xr-x 2 anna anna 40 May x", "drwxr-xr-x 2 <user> <user> 40 May x"),
        ("HOSTNAME=otto nodename='otto'", "HOSTNAME=<host> nodename='<host>'"),
        ("Anna and Otto, train/anna, anna.py", "Anna and Otto, train/anna, anna.py"),
    ],
)  # fmt: skip
def test_a_name_that_may_be_a_word_goes_where_it_is_a_name(short, text, found):
    assert short(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "np.log2(max(a)) log10(max) 5(max) f(1,5(max))",
        "n_user = max(3, 4); user = max(users); owner = max [0]; user=max.item()",
        "host = max(hosts), node: max[0]",
        "1/c/max x/u/max (a)/c/max",
        "max@W max@W.T max@weights[0]",
    ],
)
def test_code_that_uses_the_word_stays(short, text):
    assert short(text, user="max", host="max") == text


@pytest.mark.parametrize(
    "name", ["root", "user", "ubuntu", "jovyan", "test", "x", "12"]
)
def test_names_that_many_machines_share_stay(short, name):
    text = f"USER={name} /home/{name} {name}@{name} the {name}"
    assert short(text, name, name) == text


def test_numbers_stay(short):
    assert short("1234567 0.1234567", user="1234567") == "1234567 0.1234567"


def test_a_host_goes_with_and_without_its_domain(short):
    text = "node-07.cs.example.org node-07 NODE-07"
    assert short(text, host="node-07.cs.example.org") == "<host> <host> <host>"
