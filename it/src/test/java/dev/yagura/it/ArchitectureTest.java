package dev.yagura.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.yagura.attestation.dcap.collateral.CollateralFiles;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.simulation.CodeMeasurement;
import dev.yagura.enclave.EnclaveMain;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.api.ApiServer;
import dev.yagura.memory.dump.Dump;
import dev.yagura.storage.block.image.ImageFile;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the rules of {@code docs/design.md}: who may know whom, and what an enclave may touch. */
class ArchitectureTest {
    /** What each module may depend on, beside itself; in the order in which data goes. */
    private static final Map<String, List<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("bytes", List.of()),
                    Map.entry("memory", List.of("bytes")),
                    Map.entry("kernel", List.of("bytes", "memory")),
                    Map.entry("storage", List.of("bytes")),
                    Map.entry("network", List.of("bytes")),
                    Map.entry("detect", List.of("bytes", "memory", "kernel", "storage", "network")),
                    Map.entry("bpf", List.of("bytes", "memory", "kernel", "storage", "detect")),
                    Map.entry("view", List.of("bytes", "memory", "kernel", "storage")),
                    Map.entry("attestation", List.of("bytes")),
                    Map.entry(
                            "channel",
                            List.of("bytes", "memory", "storage", "network", "attestation")),
                    Map.entry("syscall", List.of()),
                    Map.entry(
                            "hypervisor",
                            List.of(
                                    "bytes",
                                    "memory",
                                    "storage",
                                    "network",
                                    "attestation",
                                    "channel",
                                    "syscall")),
                    Map.entry("sandbox", List.of("bytes", "storage", "syscall")),
                    Map.entry(
                            "enclave",
                            List.of(
                                    "bytes",
                                    "memory",
                                    "kernel",
                                    "storage",
                                    "network",
                                    "detect",
                                    "bpf",
                                    "view",
                                    "attestation",
                                    "channel")));

    private static final String[] IN_THE_ENCLAVE = {
        "dev.yagura.bytes..",
        "dev.yagura.memory..",
        "dev.yagura.kernel..",
        "dev.yagura.storage..",
        "dev.yagura.network..",
        "dev.yagura.detect..",
        "dev.yagura.bpf..",
        "dev.yagura.view..",
        "dev.yagura.attestation..",
        "dev.yagura.channel..",
        "dev.yagura.enclave.."
    };

    /**
     * The entry points where enclave code may open a file or a socket: a dump or a disk image by
     * its path, keys and code files of a simulated enclave, what vouches for a real one,
     * collateral, the API, and the channel's transport.
     */
    private static final DescribedPredicate<JavaClass> ENTRY_POINTS =
            resideInAnyPackage(
                            "dev.yagura.attestation.source..",
                            "dev.yagura.channel.transport..",
                            "dev.yagura.memory.dump..")
                    .or(name("dev.yagura.enclave.api.EnclaveConnection")) // of that package alone
                    .or(
                            belongToAnyOf(
                                    Dump.class,
                                    ImageFile.class,
                                    IdentityFiles.class,
                                    CollateralFiles.class,
                                    CodeMeasurement.class,
                                    ApiServer.class,
                                    ApiClient.class,
                                    EnclaveMain.class))
                    .as("entry points");

    private static final JavaClasses PROJECT =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    // Tests of other modules, which come as jars.
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.yagura");

    static List<String> modules() {
        return MAY_USE.keySet().stream().sorted().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void aModuleKnowsOnlyTheModulesBelowIt(String module) {
        String[] allowed =
                MAY_USE.getOrDefault(module, List.of()).stream()
                        .map(m -> "dev.yagura." + m + "..")
                        .toArray(String[]::new);
        DescribedPredicate<JavaClass> forbidden =
                resideInAnyPackage("dev.yagura..")
                        .and(not(resideInAnyPackage("dev.yagura." + module + "..")))
                        .and(not(resideInAnyPackage(allowed)));

        noClasses()
                .that()
                .resideInAPackage("dev.yagura." + module + "..")
                .should()
                .dependOnClassesThat(forbidden)
                .check(PROJECT);
    }

    @Test
    void enclaveCodeOpensFilesAndSocketsAtItsEntryPointsOnly() {
        noClasses()
                .that(resideInAnyPackage(IN_THE_ENCLAVE).and(not(ENTRY_POINTS)))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.nio\\.file\\.Files"
                                + "|java\\.nio\\.channels\\.(FileChannel|SocketChannel"
                                + "|ServerSocketChannel|DatagramChannel|AsynchronousFileChannel)"
                                + "|java\\.io\\.(File|FileInputStream|FileOutputStream"
                                + "|RandomAccessFile|FileReader|FileWriter)"
                                + "|java\\.net\\.(ServerSocket|DatagramSocket"
                                + "|URLConnection)"
                                + "|java\\.net\\.http\\..*"
                                + "|java\\.lang\\.Process(Builder)?")
                // The JDK's trust managers have a Socket as a parameter; nobody may make one.
                .orShould()
                .callConstructor(Socket.class)
                .orShould()
                .callConstructor(Socket.class, String.class, int.class)
                .orShould()
                .callConstructor(Socket.class, InetAddress.class, int.class)
                .check(PROJECT);
    }

    @Test
    void oneModuleCallsNativeCodeAndItIsNotOfTheEnclave() {
        noClasses()
                .that(not(resideInAnyPackage("dev.yagura.syscall..")))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup).*")
                .orShould()
                .callMethod(System.class, "loadLibrary", String.class)
                .orShould()
                .callMethod(System.class, "load", String.class)
                .check(PROJECT);
    }

    @Test
    void enclaveCodeHasFewLibraries() {
        classes()
                .that()
                .resideInAnyPackage(IN_THE_ENCLAVE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.yagura..",
                        "java..",
                        "javax..",
                        "jdk.net..",
                        "com.sun.net.httpserver..",
                        "tools.jackson..",
                        "org.bouncycastle..",
                        "org.jspecify..",
                        "org.safere..",
                        "org.snakeyaml.engine..",
                        "org.tukaani.xz..")
                .check(PROJECT);
    }
}
