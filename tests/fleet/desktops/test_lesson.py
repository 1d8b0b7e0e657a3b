from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.lesson import LessonDesktop, Question
from vncwall.geometry import Size


def test_a_click_chooses_an_answer() -> None:
    lesson = LessonDesktop("class-1", Size(1024, 768), 1)
    lesson.advance(NOON)
    question = next(part for part in lesson.parts if isinstance(part, Question))
    box = question._box(2)
    lesson.pointer_event(question.rect.x + box.centerx, question.rect.y + box.centery, 1)
    assert question._chosen == 2
    assert lesson.advance(NOON)
