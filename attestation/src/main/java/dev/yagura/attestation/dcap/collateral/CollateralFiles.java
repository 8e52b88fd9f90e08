package dev.yagura.attestation.dcap.collateral;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Collateral that an operator put into files. They are read whole, once.
 *
 * <p>A folder that holds {@value #TCB_INFO} is the collateral of one platform; one that holds
 * {@code sgx/certification} or {@code tdx/certification} is a cache, with each response in a file
 * whose path is that of its request, and its headers beside it in a file of that name with {@value
 * #HEADERS} added. A file is JSON: collateral under Intel's names, or a list of responses.
 */
public final class CollateralFiles {

    private static final String TCB_INFO = "tcb_info.json";
    private static final String TCB_INFO_SIGNATURE = "tcb_info.sig.hex";
    private static final String QE_IDENTITY = "qe_identity.json";
    private static final String QE_IDENTITY_SIGNATURE = "qe_identity.sig.hex";
    private static final String SIGNING_CHAIN = "tcb_signing_chain.pem";
    private static final String ROOT_CA_CRL = "root_ca_crl.der";
    private static final String PCK_CRL = "pck_crl.der";
    private static final String HEADERS = ".headers";
    private static final int MAX_DEPTH = 8;
    private static final Pattern SIGNATURE =
            Pattern.compile("[0-9a-fA-F]{%d}".formatted(2 * P256.PAIR_BYTES));

    private CollateralFiles() {}

    /**
     * Reads collateral.
     *
     * @param place a folder or a file
     * @throws MalformedStructureException if a file does not hold what it should
     * @throws IOException if a file cannot be read, or there is no collateral
     */
    public static CollateralSource open(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return file(place);
        }
        if (Files.exists(place.resolve(TCB_INFO))) {
            Collateral collateral = bundle(place);
            return request -> Optional.of(collateral);
        }
        if (Files.isDirectory(place.resolve("sgx/certification"))
                || Files.isDirectory(place.resolve("tdx/certification"))) {
            return cache(place);
        }
        throw new IOException(
                "%s: holds neither %s nor sgx/certification or tdx/certification, expected one"
                        .formatted(place, TCB_INFO));
    }

    /**
     * Reads collateral out of one JSON object.
     *
     * @param name how error messages call it
     * @throws MalformedStructureException if something is absent, or of another form
     */
    public static Collateral parse(String name, byte[] json) throws MalformedStructureException {
        return CollateralJson.parse(JsonObject.parse(name, json));
    }

    private static CollateralSource file(Path file) throws IOException {
        JsonObject json = JsonObject.parse(file.toString(), read(file));
        if (PcsCache.isCache(json)) {
            return PcsCache.parse(json);
        }
        Collateral collateral = CollateralJson.parse(json);
        return request -> Optional.of(collateral);
    }

    private static Collateral bundle(Path folder) throws IOException {
        byte[] chain = read(folder.resolve(SIGNING_CHAIN));
        return new Collateral(
                signed(folder, TCB_INFO, TCB_INFO_SIGNATURE, Collateral.TCB_INFO, chain),
                signed(folder, QE_IDENTITY, QE_IDENTITY_SIGNATURE, Collateral.QE_IDENTITY, chain),
                readIfThere(folder.resolve(ROOT_CA_CRL)),
                readIfThere(folder.resolve(PCK_CRL)));
    }

    /** Reads a text with its signature beside it, or, without one, a response that holds both. */
    private static SignedText signed(
            Path folder, String textName, String signatureName, String member, byte[] chain)
            throws IOException {
        Path file = folder.resolve(textName);
        byte[] text = read(file);
        Optional<byte[]> signature = readIfThere(folder.resolve(signatureName));
        if (signature.isEmpty()) {
            return SignedText.ofResponse(file.toString(), text, member, chain);
        }
        String hex = new String(signature.get(), ISO_8859_1).strip();
        if (!SIGNATURE.matcher(hex).matches()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    folder.resolve(signatureName).toString(),
                    "signature",
                    0,
                    "is not %d hexadecimal digits".formatted(2 * P256.PAIR_BYTES));
        }
        return new SignedText(text, HexFormat.of().parseHex(hex), chain);
    }

    private static CollateralSource cache(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, MAX_DEPTH)) {
            files =
                    walk.filter(file -> Files.isRegularFile(file) && !isHeaders(file))
                            .limit(PcsCache.MAX_RESPONSES + 1L)
                            .sorted()
                            .toList();
        }
        if (files.size() > PcsCache.MAX_RESPONSES) {
            throw new IOException(
                    "%s: holds more than %d responses, expected at most that"
                            .formatted(folder, PcsCache.MAX_RESPONSES));
        }
        PcsCache.Builder cache = new PcsCache.Builder();
        for (Path file : files) {
            Optional<byte[]> headers = readIfThere(file.resolveSibling(fileName(file) + HEADERS));
            cache.add(
                    folder.relativize(file).toString(),
                    headers.map(CollateralFiles::headers).orElse(Map.of()),
                    read(file));
        }
        return cache.build();
    }

    private static boolean isHeaders(Path file) {
        return fileName(file).endsWith(HEADERS);
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Map<String, String> headers(byte[] text) {
        Map<String, String> headers = new HashMap<>();
        for (String line : new String(text, ISO_8859_1).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) { // the others are the status line and the empty one
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static Optional<byte[]> readIfThere(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(JsonObject.MAX_BYTES + 1);
            if (bytes.length > JsonObject.MAX_BYTES) {
                throw new IOException(
                        "%s: is over %d bytes long, expected at most that"
                                .formatted(file, JsonObject.MAX_BYTES));
            }
            return bytes;
        }
    }
}
