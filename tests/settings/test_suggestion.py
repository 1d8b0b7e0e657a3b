from vncwall.settings.suggestion import suggestion


def test_a_near_name_is_suggested():
    assert suggestion("prodution", ["lab", "production"]) == "did you mean 'production'?"


def test_else_all_that_there_are():
    assert suggestion("x", ["lab", "hall"]) == "there are lab, hall"
    assert suggestion("x", []) == "there are none"


def test_of_very_many_only_some():
    known = [f"host {n:02}" for n in range(40)]
    assert suggestion("x", known).endswith("host 11 and 28 more")
