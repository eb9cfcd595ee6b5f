"""Fixtures of the stories: a scene for each file, a story for each test."""

from collections.abc import Iterator

import pytest

from tests.stories.scene import Scene, open_scene
from tests.stories.telling import Story, story_of
from wangge.kit.config import settings
from wangge.kit.tx import Pool


@pytest.fixture(scope="module")
def scene(pool: Pool) -> Iterator[Scene]:
    """Sessions last as long as the longest story."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings(), "session_hours", 24 * 800)
        patch.setattr(settings(), "session_idle_minutes", 60 * 24 * 800)
        with open_scene(pool) as found:
            yield found


@pytest.fixture
def story(scene: Scene, request: pytest.FixtureRequest) -> Story:
    return story_of(scene, request)
