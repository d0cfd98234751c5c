"""Who is present at meetings, who comes for whom, who takes the minutes, and when groups pause."""

from services.presence.quorums import needed, quorum
