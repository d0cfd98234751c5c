"""Backups of the database: made while Convene runs, proven sound, and put back so that nothing is
said twice.
"""

from bot.backups.daily import DailyBackups, back_up_today, folder, made
from bot.backups.making import back_up
from bot.backups.restoring import Restored, count_as_told, restore
