package dev.yagura.storage.block.luks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Volumes made by cryptsetup and QEMU, none of which needs the kernel's device mapper: {@code
 * cryptsetup reencrypt --encrypt} encrypts a file by itself.
 *
 * @param folder where they are made
 */
record LuksImages(Path folder) {
    static final String PASSPHRASE = "a passphrase";

    /** How much of the data {@link #encrypt} cuts off at the end; it shifts the rest by half. */
    static final int REDUCED_BYTES = 2 << 20;

    private static final int IMAGE_BYTES = 8 << 20;

    private static final List<String> CHEAP_PBKDF2 =
            List.of("--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000");

    static Secret key() {
        return Secret.owning(PASSPHRASE.getBytes(UTF_8));
    }

    static Secret key(String passphrase) {
        return Secret.owning(passphrase.getBytes(UTF_8));
    }

    /** Returns bytes that can be told from each other. */
    static byte[] clear(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((long) i * i / 256);
        }
        return bytes;
    }

    /** Writes a key file. */
    Path keyFile(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Path keyFile() throws IOException {
        return keyFile("key", PASSPHRASE.getBytes(UTF_8));
    }

    /** Makes an empty volume. */
    Path format(String name, String type, String... options) throws IOException {
        Path image = folder.resolve(name);
        Files.write(image, new byte[IMAGE_BYTES]);
        List<String> line = new ArrayList<>(List.of("luksFormat", "--type", type));
        if (type.equals("luks2")) {
            line.addAll(List.of("--luks2-metadata-size", "16k", "--luks2-keyslots-size", "1m"));
        }
        line.addAll(CHEAP_PBKDF2);
        line.addAll(List.of(options));
        line.addAll(List.of("--key-file", keyFile().toString(), image.toString()));
        cryptsetup(line.toArray(String[]::new));
        return image;
    }

    /** Makes a volume of version 2 that holds {@code clear} without {@link #REDUCED_BYTES}. */
    Path encrypt(String name, byte[] clear, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("--reduce-device-size", REDUCED_BYTES + ""));
        line.addAll(List.of("--luks2-metadata-size", "16k", "--luks2-keyslots-size", "512k"));
        line.addAll(List.of(options));
        return encryptInPlace(name, clear, line);
    }

    /** Makes ciphertext of {@code clear}, with its header in another file. */
    Path encryptDetached(String name, byte[] clear, Path header, String... options)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("--header", header.toString()));
        line.addAll(List.of(options));
        return encryptInPlace(name, clear, line);
    }

    private Path encryptInPlace(String name, byte[] clear, List<String> options)
            throws IOException {
        Path image = Files.write(folder.resolve(name), clear);
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "reencrypt",
                                "--encrypt",
                                "--type",
                                "luks2",
                                "--force-offline-reencrypt"));
        line.addAll(options);
        if (!options.contains("--pbkdf")) {
            line.addAll(CHEAP_PBKDF2);
        }
        line.addAll(List.of("--key-file", keyFile().toString(), image.toString()));
        cryptsetup(line.toArray(String[]::new));
        return image;
    }

    /** Writes {@code clear} into an existing volume of version 1. */
    void fill(Path volume, byte[] clear) throws IOException {
        Path raw = Files.write(folder.resolve("clear"), clear);
        HostTool.run(
                folder,
                "qemu-img",
                "convert",
                "-n",
                "-f",
                "raw",
                "--object",
                "secret,id=key,file=" + keyFile(),
                "--target-image-opts",
                raw.toString(),
                "driver=luks,key-secret=key,file.filename=" + volume);
    }

    /** Runs cryptsetup, without questions. */
    String cryptsetup(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("cryptsetup", "--batch-mode"));
        line.addAll(List.of(arguments));
        return HostTool.run(folder, line.toArray(String[]::new));
    }
}
