"""The ids of buttons and forms about who speaks for libraries."""

OF_LIBRARY = "representative.library"
OF_SUBJECT = "representative.subject"
SUBJECTS = "representative.subjects"
APPOINT = "representative.appoint"
APPOINT_SEND = "representative.appoint.send"
END = "representative.end"
END_SEND = "representative.end.send"
