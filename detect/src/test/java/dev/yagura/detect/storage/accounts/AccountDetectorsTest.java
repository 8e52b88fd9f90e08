package dev.yagura.detect.storage.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Severity;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AccountDetectorsTest {
    private static final String PASSWD =
            """
            root:x:0:0:root:/root:/bin/bash
            daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
            sync:x:4:65534::/bin:/bin/sync
            www-data:x:33:33::/var/www:/usr/sbin/nologin
            postgres:x:101:101::/var/lib/postgresql:/bin/bash
            alice:x:1000:1000::/home/alice:/bin/bash
            """;
    private static final String SHADOW =
            """
            root:*:1:0:99999:7:::
            daemon:*:1:0:99999:7:::
            www-data:!:1:0:99999:7:::
            alice:$y$j9T$abcdefgh$0123456789:1:0:99999:7:::
            """;

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file("/etc/passwd", PASSWD)
                    .file("/etc/shadow", SHADOW)
                    .file(
                            "/etc/sudoers",
                            "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL) NOPASSWD: ALL\n");

    private StorageScan scan() throws IOException {
        return StorageScan.of(tree, AccountDetectors.all());
    }

    @Test
    void usersAsTheyUsuallyAreHaveNothing() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().isComplete()).isTrue();
    }

    @Test
    void anotherRootIsFound() throws IOException {
        tree.file("/etc/passwd", PASSWD + "toor:x:0:0::/root:/bin/sh\n");

        assertThat(scan().subjects("linux.account.uid-zero")).containsExactly("user toor");
    }

    @Test
    void usersWithoutAPasswordAreFound() throws IOException {
        tree.file("/etc/shadow", SHADOW.replace("alice:$y$j9T$abcdefgh$0123456789", "alice:"));

        assertThat(scan().subjects("linux.account.open")).containsExactly("user alice");
    }

    @Test
    void aSystemsOwnUserThatCanLogInIsFound() throws IOException {
        tree.file("/etc/passwd", PASSWD.replace("/var/www:/usr/sbin/nologin", "/var/www:/bin/sh"));
        assertThat(scan().findings())
                .singleElement()
                .satisfies(found -> assertThat(found.severity()).isEqualTo(Severity.WARNING));

        tree.file("/etc/shadow", SHADOW.replace("www-data:!", "www-data:$y$j9T$abcdefgh$012"));
        assertThat(scan().findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(found.evidence().toString()).doesNotContain("$y$");
                });
    }

    @Test
    void rightsOfASystemsOwnUserAreFound() throws IOException {
        tree.file("/etc/sudoers.d/x", "www-data ALL=(ALL) NOPASSWD: ALL\n")
                .file("/etc/sudoers.d/y", "alice ALL=(ALL) NOPASSWD: ALL\n")
                .file(
                        "/etc/sudoers.d/z",
                        "www-data ALL=(root) NOPASSWD: /usr/bin/systemctl reload x\n");

        assertThat(scan().subjects("linux.account.sudo-rights"))
                .containsExactly("/etc/sudoers.d/x");
    }
}
