package dev.yagura.attestation.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The measurement of a simulated enclave: SHA-256 over the files that hold its code.
 *
 * <p>For each file, in the order of file names (without directories): length of the name as 4 bytes
 * big-endian, the name in UTF-8, SHA-256 of the content. So the same code gives the same value
 * wherever it lies. It says which code was <em>named</em>, not which code runs: nothing but the
 * operating system keeps the two together.
 */
public final class CodeMeasurement {

    private CodeMeasurement() {}

    /**
     * Measures code files.
     *
     * @param files jars or module images; at least one, with distinct file names
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if there is no file, or two have the same name
     */
    public static Sha256 of(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("code measurement: needs at least one file");
        }
        MessageDigest whole = Sha256.newDigest();
        Set<String> seen = new HashSet<>();
        for (Path file :
                files.stream().sorted(Comparator.comparing(CodeMeasurement::name)).toList()) {
            String name = name(file);
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "code measurement: file name " + name + " occurs twice");
            }
            byte[] encodedName = name.getBytes(UTF_8);
            whole.update(ByteBuffer.allocate(Integer.BYTES).putInt(encodedName.length).flip());
            whole.update(encodedName);
            whole.update(hash(file));
        }
        return Sha256.fromBytes(whole.digest());
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("code measurement: " + file + " has no file name");
        }
        return name.toString();
    }

    private static byte[] hash(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = Files.newInputStream(file);
                var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(sink);
        }
        return digest.digest();
    }
}
