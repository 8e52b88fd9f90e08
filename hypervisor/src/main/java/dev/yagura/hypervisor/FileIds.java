package dev.yagura.hypervisor;

/** Ids of guests that are files: the file's name as far as an id can have it, and a number. */
final class FileIds {
    private static final int MAX_NAME_CHARS = 48;

    private FileIds() {}

    static String of(String fileName, int number) {
        String safe = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.substring(0, Math.min(safe.length(), MAX_NAME_CHARS)) + "-" + number;
    }
}
