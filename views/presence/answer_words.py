"""What is said to others of an answer to a meeting."""

from models.answer_news import AlternateNews, RecorderNews
from models.payloads import Message
from views.presence.alternates import alternate_cannot, comes_after_all
from views.presence.recorders import recorder_regrets


def answer_news(news: AlternateNews | RecorderNews) -> Message:
    """To the other of two, one of whom was to come in the place of the other; or to a chair."""
    if isinstance(news, RecorderNews):
        return recorder_regrets(news)
    words = comes_after_all if news.is_sender else alternate_cannot
    return words(news.meeting, news.group, by=news.person)
