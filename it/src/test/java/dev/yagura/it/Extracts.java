package dev.yagura.it;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the program takes out of a guest, and what the guest itself has there, as MD5 sums: the one
 * that BusyBox has.
 */
final class Extracts {
    private final Map<String, String> sums = new LinkedHashMap<>();
    private final Map<String, String> modes = new LinkedHashMap<>();

    /** Takes something out; through an enclave if {@code how} does not say otherwise. */
    void take(Guest guest, String what, int status, String... how) throws IOException {
        Path folder = Files.createTempDirectory("yagura-it-extract-");
        Path file = folder.resolve("out");
        String[] command = new String[how.length + 4];
        command[0] = "show";
        command[1] = Guests.vm(guest);
        System.arraycopy(how, 0, command, 2, how.length);
        command[how.length + 2] = "--write";
        command[how.length + 3] = file.toString();
        try {
            Yagura.HERE.run(command).exits(status);
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            sums.put(what, HexFormat.of().formatHex(md5.digest(Files.readAllBytes(file))));
            modes.put(what, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Returns the sum of what was taken out. */
    String sum(String what) {
        return sums.getOrDefault(what, "nothing taken out");
    }

    /** Returns who may do what with a file that was made. */
    String mode(String what) {
        return modes.getOrDefault(what, "nothing taken out");
    }
}
