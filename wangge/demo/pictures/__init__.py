"""Pictures of the demo district, drawn: a scene before and after, in a few variants. Nothing of it was photographed."""

import io
from random import Random

from wangge.demo.pictures import indoors, street, waste, works
from wangge.demo.pictures.canvas import Canvas, Scene

SCENES: dict[str, Scene] = {**street.SCENES, **works.SCENES, **waste.SCENES, **indoors.SCENES}
VARIANTS = 2


def drawn(scene: str, variant: int, *, after: bool) -> bytes:
    """A JPEG of 640 by 480 pixels; the same for the same arguments. KeyError for a scene that is none."""
    canvas = Canvas(Random(f"{scene}/{variant}"))
    SCENES[scene](canvas, after)
    out = io.BytesIO()
    canvas.finished().save(out, "JPEG", quality=80)
    return out.getvalue()


def paper(number: int) -> bytes:
    """A slip of one page as PDF: a document that stands for a notice or a receipt of the demo district."""
    words = f"DEMO-{number:02d}".encode()
    page = b"BT /F1 20 Tf 72 760 Td (" + words + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for no, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (no, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
