using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>What an edit re-runs: nothing that it does not change.</summary>
public sealed class CachingTests
{
    private static readonly string[] Steps =
    [
        TrackingNames.Parsed, TrackingNames.Declared, TrackingNames.ModelFiles, TrackingNames.Models, TrackingNames.Bound,
        TrackingNames.Compiled, TrackingNames.Sources,
    ];

    [Fact]
    public void A_second_run_on_an_unchanged_compilation_does_nothing()
    {
        var first = First();

        var second = first.Again(first.Project);

        AssertNothingNew(second);
    }

    [Fact]
    public void A_second_run_on_an_equal_compilation_does_nothing()
    {
        var first = First();

        AssertNothingNew(first.Again(first.Project.Clone()));
    }

    [Fact]
    public void An_edit_in_an_unrelated_file_does_nothing()
    {
        var first = First();

        var second = first.Again(first.Project.Edit(1, text => text + "\nclass Another { int field = 1; }"));

        AssertNothingNew(second);
    }

    [Fact]
    public void An_edit_inside_the_class_does_nothing()
    {
        var first = First();

        AssertNothingNew(first.Again(first.Project.Edit(0, text => text.Replace("Net;", "Net { static int Own() => 3; }", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_line_above_the_class_moves_it_and_compiles_nothing()
    {
        var first = First();

        var second = first.Again(first.Project.Edit(0, text => "// moved\n\n" + text));

        Assert.Equal([IncrementalStepRunReason.Modified], second.Reasons(TrackingNames.Parsed));
        Assert.Equal([IncrementalStepRunReason.Unchanged], second.Reasons(TrackingNames.Declared));
        Assert.Equal([IncrementalStepRunReason.Cached], second.Reasons(TrackingNames.Compiled));
        Assert.Empty(second.Reemitted());
    }

    [Fact]
    public void A_line_above_a_mistake_moves_its_error()
    {
        var first = GeneratorRun.Of(UserProject.Create("[Pickerel.Network(Input = \"8x8x1\", Seed = 1)] partial class Net;"));

        var second = first.Again(first.Project.Edit(0, text => "// moved\n\n" + text));

        Assert.Equal(0, Assert.Single(first.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(2, Assert.Single(second.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal([IncrementalStepRunReason.Cached], second.Reasons(TrackingNames.Compiled));
    }

    [Fact]
    public void A_changed_layer_compiles_its_own_network_only()
    {
        var first = GeneratorRun.Of(
            UserProject.Create(SmallModel.Network("small", "First"), SmallModel.Network("small", "Second")), SmallModel.Text("small"));

        var second = first.Again(first.Project.Edit(1, text => text.Replace("[ReLU]", "[ReLU(ActivationBits = 5)]", StringComparison.Ordinal)));

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], second.Reasons(TrackingNames.Compiled));
        Assert.NotEmpty(second.Reemitted());
        Assert.All(second.Reemitted(), hint => Assert.StartsWith("Second.", hint, StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_weight_re_emits_the_weights_alone_where_nothing_depends_on_it()
    {
        var model = SmallModel.Text("small");
        var first = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), model);

        var second = first.Again(model, SmallModel.Text("small", swapped: true));

        Assert.Equal([IncrementalStepRunReason.Modified], second.Reasons(TrackingNames.Compiled));
        Assert.Equal(["Net.Weights.g.cs"], second.Reemitted());
    }

    [Fact]
    public void A_changed_scale_re_emits_what_depends_on_it()
    {
        var model = SmallModel.Text("small");
        var first = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), model);

        var second = first.Again(model, SmallModel.Text("small", gain: 0.5f));

        // The output's scale is a constant of the API.
        Assert.Contains("Net.Api.g.cs", second.Reemitted());
        Assert.DoesNotContain("Net.Runtime.g.cs", second.Reemitted());
    }

    [Fact]
    public void Another_models_change_compiles_nothing()
    {
        var other = SmallModel.Text("other");
        var first = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"), other);

        var second = first.Again(other, SmallModel.Text("other", swapped: true));

        Assert.Equal([IncrementalStepRunReason.Unchanged], second.Reasons(TrackingNames.Bound));
        Assert.Equal([IncrementalStepRunReason.Cached], second.Reasons(TrackingNames.Compiled));
        Assert.Empty(second.Reemitted());
    }

    [Fact]
    public void A_model_that_is_written_again_unchanged_compiles_nothing()
    {
        var model = SmallModel.Text("small");
        var first = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), model);

        var second = first.Again(model, SmallModel.Text("small"));

        Assert.Equal([IncrementalStepRunReason.Unchanged], second.Reasons(TrackingNames.Models));
        Assert.Empty(second.Reemitted());
    }

    private static GeneratorRun First() =>
        GeneratorRun.Of(UserProject.Create(SmallModel.Network("small"), "class Unrelated;"), SmallModel.Text("small"));

    private static void AssertNothingNew(GeneratorRun run)
    {
        foreach (var step in Steps)
        {
            Assert.NotEmpty(run.Reasons(step));
            Assert.All(run.Reasons(step), reason => Assert.True(
                reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step} was {reason}."));
        }

        Assert.All(run.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(r => r.Outputs), output =>
            Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
        Assert.NotEmpty(run.Sources);
    }
}
