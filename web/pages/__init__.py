"""Pages of one person, opened by a personal link: GET shows, POST acts."""

from web.pages.opening import Pages
