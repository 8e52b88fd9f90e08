package dev.yagura.network.app;

import java.util.Locale;

/**
 * Where the text of SMTP (RFC 5321, 3207) and FTP (RFC 959, 4217) ends: at a mail's content, and
 * where TLS begins. What follows is not read.
 */
final class TextDialogue {
    private boolean contentAsked;
    private boolean tlsAsked;

    /** Returns whether what follows a command may be no command. */
    boolean isLastOfClient(String line) {
        String command = line.strip().toUpperCase(Locale.ROOT);
        contentAsked = command.equals("DATA") || command.startsWith("BDAT ");
        tlsAsked = command.equals("STARTTLS") || command.startsWith("AUTH TLS");
        return contentAsked || tlsAsked;
    }

    /** Returns whether what follows an answer is encrypted. */
    boolean isLastOfServer(String line) {
        return tlsAsked && (line.startsWith("220") || line.startsWith("234"));
    }
}
