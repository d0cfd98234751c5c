"""Pages of one person, opened by a personal link: GET shows, POST acts."""

from web.personal_pages.opening import Pages
