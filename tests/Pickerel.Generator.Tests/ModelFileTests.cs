using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>Which file a declaration's model is, and what is said when it is none.</summary>
public sealed class ModelFileTests
{
    [Fact]
    public void A_model_is_called_as_its_file_without_extension()
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"));

        Assert.Empty(run.AllDiagnostics);
    }

    [Fact]
    public void A_model_is_called_as_the_build_says()
    {
        var names = new ModelNames(new Dictionary<string, string> { ["/project/obj/a1b2.pickerel"] = "small" });

        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), names, SmallModel.Text("a1b2"));

        Assert.Empty(run.AllDiagnostics);
    }

    [Fact]
    public void Backslashes_separate_folders_on_every_system()
    {
        var text = SmallModel.Text("small").GetText()!.ToString();

        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), new ModelFileText(@"C:\project\obj\small.PICKEREL", text));

        Assert.Empty(run.AllDiagnostics);
    }

    [Fact]
    public void Other_additional_files_are_not_read()
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"), new ModelFileText("/project/notes.txt", "not a model"));

        Assert.Empty(run.AllDiagnostics);
        Assert.Single(run.Reasons(TrackingNames.Models));
    }

    [Fact]
    public void A_name_that_does_not_exist_is_an_error_that_lists_those_that_do()
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("smal")), SmallModel.Text("small"), SmallModel.Text("other"));

        var diagnostic = Assert.Single(run.AllDiagnostics);
        Assert.Equal("PKR1050", diagnostic.Id);
        Assert.Equal("Weights = \"smal\"", diagnostic.MarkedIn(SmallModel.Network("smal")));
        Assert.Contains("'other', 'small'", diagnostic.GetMessage(CultureInfo.InvariantCulture), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_model_that_is_not_imported_yet_is_a_warning_to_build_once(string? text)
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), new ModelFileText("/project/obj/small.pickerel", text));

        var diagnostic = Assert.Single(run.AllDiagnostics);
        Assert.Equal(("PKR1012", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal("Weights = \"small\"", diagnostic.MarkedIn(SmallModel.Network("small")));
    }

    [Fact]
    public void Two_models_of_one_name_are_an_error_at_the_network_that_reads_them()
    {
        var run = GeneratorRun.Of(
            UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"), new ModelFileText("/elsewhere/small.pickerel", SmallModel.Text("small").GetText()!.ToString()));

        Assert.Equal("PKR1011", Assert.Single(run.AllDiagnostics).Id);
    }

    [Fact]
    public void A_damaged_model_is_one_error_at_its_line_however_many_networks_read_it()
    {
        var text = SmallModel.Text("small").GetText()!.ToString();
        var damaged = new ModelFileText("/project/obj/small.pickerel", text[..(text.Length / 2)]);

        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small", "First"), SmallModel.Network("small", "Second")), damaged);

        var diagnostic = Assert.Single(run.AllDiagnostics);
        Assert.Equal(("PKR1072", "/project/obj/small.pickerel"), (diagnostic.Id, diagnostic.Location.GetLineSpan().Path));
        Assert.Equal(2, run.Sources.Count(s => s.SourceText.ToString().Contains("PKR1072", System.StringComparison.Ordinal)));
    }

    [Fact]
    public void A_damaged_model_that_nobody_reads_is_an_error_too()
    {
        var run = GeneratorRun.Of(UserProject.Create("class Empty;"), new ModelFileText("/project/obj/small.pickerel", "pickerel 99\n"));

        Assert.Equal("PKR1071", Assert.Single(run.AllDiagnostics).Id);
    }
}
