"""Which FramebufferUpdateRequests the server still owes an answer.

RFB has no connection between a request and an update. What servers do:

* Most merge all pending requests and answer them with one update.
* Some answer a full request with pseudo-rectangles alone (ExtendedDesktopSize) and forget it
  (TigerVNC); others send those first and the pixels in a second message (QEMU, libvncserver).
  The former must be asked again. The latter must not: x11vnc reads a message each time it looks
  at the screen, so the second request would still be open long after its pixels have come.
* An update may have been on its way already when a second request was sent.

For pacing the first update settles everything. For a change of the pixel format that is not good
enough, since one more update in the old format would be read in the new one. So a full request
leaves a *witness*, a pixel that its answer must contain, and the server is not known to be silent
before an update has covered it (or a few updates have not: some servers have their own ideas).
That proves something only if nothing else was open when the request was sent. Otherwise the update
that covered the witness may have been the answer to the other one, and a second full request is
needed, for another pixel: all that can come before its answer is the first one's.
"""

from __future__ import annotations

from collections.abc import Iterable

from vncwall.geometry import Rect

_PATIENCE = 4
"""Updates with pixels after which a witness is given up."""


class RequestTracker:
    """Counts what was asked and what came. Pure bookkeeping."""

    __slots__ = (
        "_full_region",
        "_is_outstanding",
        "_is_unproven",
        "_patience",
        "_unanswered",
        "_witness",
        "_witness_is_all",
        "last_witness",
    )

    def __init__(self) -> None:
        self._is_outstanding = False
        self._full_region: Rect | None = None
        self._unanswered: Rect | None = None
        """What may have to be asked for again: the last full request's region, until its witness
        has come or it was asked for again."""
        self._witness: Rect | None = None
        self.last_witness: Rect | None = None
        """Witness of the last full request: not to be used again for the next."""
        self._witness_is_all = False
        self._patience = 0
        self._is_unproven = False

    @property
    def is_outstanding(self) -> bool:
        """Whether a request was sent and no update has come since."""
        return self._is_outstanding

    @property
    def is_full_unanswered(self) -> bool:
        """Whether a non-incremental request was sent and nothing at all has come since."""
        return self._full_region is not None and self._unanswered is not None

    @property
    def is_awaiting_witness(self) -> bool:
        """Whether the answer to a full request has not been recognised yet."""
        return self._witness is not None

    @property
    def is_awaiting_picture(self) -> bool:
        """Whether such an answer will hold more than the witness itself."""
        return self._witness is not None and not self._witness_is_all

    @property
    def is_settled(self) -> bool:
        """Whether the server owes nothing: no update can be on its way unasked."""
        return not (self._is_outstanding or self._is_unproven or self._witness)

    def sent_incremental(self) -> None:
        """Note an incremental request; beside an open one two updates may answer them."""
        self._is_unproven = self._is_unproven or self._is_outstanding
        self._is_outstanding = True

    def sent_full(self, region: Rect, witness: Rect) -> None:
        """Note a non-incremental request for `region`, of which `witness` is one pixel.

        Sent while another request is open it leaves a doubt: see above.
        """
        self._is_unproven = self._is_outstanding or self._witness is not None
        self._is_outstanding = True
        self._full_region = self._unanswered = region
        self._witness = self.last_witness = witness
        self._witness_is_all = region == witness
        self._patience = _PATIENCE

    def update_received(
        self, damage: Iterable[Rect], *, rectangles: int, is_forgetful: bool
    ) -> Rect | None:
        """Note a finished FramebufferUpdate.

        Returns a region to ask for again, incrementally and at once: the full request for it was
        answered without pixels by a server that `is_forgetful`. It counts as sent.
        """
        region = self._unanswered
        if region is not None and not rectangles:
            # Also after pixels: those were on their way before and answered an older request.
            self._unanswered = None
            self._full_region = region
            self._is_outstanding = True
            return region if is_forgetful else None
        self._is_outstanding = False
        self._full_region = None
        witness = self._witness
        if witness is not None and rectangles:
            self._patience -= 1
            if not self._patience or any(rect.contains(witness) for rect in damage):
                self._witness = self._unanswered = None
        elif witness is not None and is_forgetful:
            # Its layout alone again, after it was asked again: the witness may never come.
            self._witness = None
            self._is_unproven = True
        return None

    def resized(self) -> None:
        """Note that the update just received changed the size: the old witness proves nothing."""
        if self._witness is not None:
            self._witness = self._unanswered = None
            self._is_unproven = True
