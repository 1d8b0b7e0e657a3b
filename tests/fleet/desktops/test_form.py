from vncwall.fleet.desktops.form import patient


def test_a_patient_fills_every_field_and_stays_the_same() -> None:
    record = patient(5, 1)
    assert record == patient(5, 1)
    assert record != patient(6, 1)
    assert len(record) == 9
    assert all(record)
    assert record[5] == f"{record[0]}.{record[1]}@example.org".lower()
