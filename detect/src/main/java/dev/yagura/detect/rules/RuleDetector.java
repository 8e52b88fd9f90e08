package dev.yagura.detect.rules;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableRows;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs one rule over its view. */
final class RuleDetector implements Detector {
    private final Rule rule;
    private final ViewRows views;

    RuleDetector(Rule rule, ViewRows views) {
        this.rule = rule;
        this.views = views;
    }

    @Override
    public DetectorInfo info() {
        return rule.info();
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        TableRows view = views.of(context.linux(), rule.view());
        context.lookedAt("rows of " + rule.view(), view.rows().size());
        if (!view.gaps().isEmpty()) {
            Gap first = view.gaps().getFirst();
            context.notCovered(
                    "%d parts of view %s".formatted(view.gaps().size(), rule.view()),
                    "%s: %s".formatted(first.what(), first.why()));
        }
        for (Row row : view.rows()) {
            Optional<Rule.Match> match = rule.match(row);
            if (match.isPresent()) {
                report(context, match.get());
            }
        }
    }

    private void report(DetectorContext context, Rule.Match match) {
        context.report(
                rule.confidence(),
                match.subject(),
                match.title(),
                List.of(new Evidence.Row(rule.view(), match.fields(), rule.condition())));
    }
}
