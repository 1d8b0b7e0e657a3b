from vncwall.session.meter import LinkMeter


def test_bytes_and_updates_are_counted():
    meter = LinkMeter()
    meter.received(100)
    meter.received(20)
    meter.updated()
    assert (meter.bytes_received, meter.updates_received) == (120, 1)
