using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Pickerel.Core.ModelText;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>What Pickerel.targets does with PickerelModel items, in a program without a network.</summary>
public sealed class ModelTargetTests(PackedPickerel pickerel)
{
    /// <summary>What an editor asks for when it opens a project.</summary>
    internal static readonly string[] DesignTime =
    [
        "msbuild", "-nologo", "-v:q", "-p:Configuration=Release", "-p:DesignTimeBuild=true", "-p:BuildingInsideVisualStudio=true",
        "-p:BuildProjectReferences=false", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:TargetFramework=net10.0",
        "-getItem:CscCommandLineArgs", "-t:Compile;CoreCompile",
    ];

    private const string Text = "obj/Release/net10.0/pickerel/";

    [Fact]
    public async Task A_model_is_imported_once_and_again_when_it_its_name_or_its_place_changes()
    {
        using var consumer = Create("<PickerelModel Include=\"$(Model)\" Name=\"$(ModelName)\" />");
        _ = Directory.CreateDirectory(consumer["a b"]);
        consumer.Write("m.safetensors", Model(1));
        consumer.Write("a b/m.safetensors", Model(2));
        File.SetLastWriteTimeUtc(consumer["a b/m.safetensors"], DateTime.UnixEpoch.AddYears(40));
        var text = consumer[Text + "m.pickerel"];

        Consumer.AssertClean(await consumer.Build("-p:Model=m.safetensors"));
        Assert.Equal(Expected(1), File.ReadAllText(text));

        var imported = File.GetLastWriteTimeUtc(text);
        var compiled = File.GetLastWriteTimeUtc(consumer["obj/Release/net10.0/Consumer.dll"]);
        Consumer.AssertClean(await consumer.Build("-p:Model=m.safetensors"));
        Assert.Equal(imported, File.GetLastWriteTimeUtc(text));
        Assert.Equal(compiled, File.GetLastWriteTimeUtc(consumer["obj/Release/net10.0/Consumer.dll"]));

        // The other file is older than what was imported; its path is what tells.
        Consumer.AssertClean(await consumer.Build("-p:Model=a b/m.safetensors"));
        Assert.Equal(Expected(2), File.ReadAllText(text));

        consumer.Write("a b/m.safetensors", Model(3));
        Consumer.AssertClean(await consumer.Build("-p:Model=a b/m.safetensors"));
        Assert.Equal(Expected(3), File.ReadAllText(text));

        Consumer.AssertClean(await consumer.Build("-p:Model=a b/m.safetensors", "-p:ModelName=modell åß"));
        Assert.Equal(Expected(3), File.ReadAllText(consumer[Text + "modell åß.pickerel"]));
        Assert.False(File.Exists(text), "What nobody asks for any more stayed.");

        Consumer.AssertClean(await consumer.Dotnet(["clean", "-c", "Release", "-nologo", "-v:q", "-p:Model=a b/m.safetensors", "-p:ModelName=modell åß"]));
        Assert.Empty(Directory.GetFiles(consumer[Text]));
    }

    [Fact]
    public async Task Text_given_as_a_model_is_verified_and_taken()
    {
        using var consumer = Create("<PickerelModel Include=\"*.pickerel\" />");
        consumer.Write("good.pickerel", Encoding.ASCII.GetBytes(Expected(1)));

        Consumer.AssertClean(await consumer.Build());
        Assert.Equal(Expected(1), File.ReadAllText(consumer[Text + "good.pickerel"]));

        consumer.Write("good.pickerel", Encoding.ASCII.GetBytes(Expected(1).Replace("[1]", "[2]", StringComparison.Ordinal)));
        Consumer.AssertOneError(await consumer.Build(), consumer["good.pickerel"] + " : error PKR1073: Model 'good' was changed");
    }

    [Fact]
    public async Task A_corrupt_model_is_one_error_at_the_file_and_leaves_no_text()
    {
        using var consumer = Create("<PickerelModel Include=\"m.safetensors\" />");
        consumer.Write("m.safetensors", Model(1));
        Consumer.AssertClean(await consumer.Build());

        consumer.Write("m.safetensors", Model(1)[..^1]);
        Consumer.AssertOneError(await consumer.Build(), consumer["m.safetensors"] + " : error PKR1077: Tensor '$(a;b)%2F\"'' of model 'm' is malformed");
        Assert.False(File.Exists(consumer[Text + "m.pickerel"]));

        // It is no up-to-date output now, and still one error.
        Consumer.AssertOneError(await consumer.Build(), consumer["m.safetensors"] + " : error PKR1077");
    }

    [Fact]
    public async Task A_missing_model_is_one_error_at_the_file()
    {
        using var consumer = Create("<PickerelModel Include=\"gone.safetensors\" />");

        Consumer.AssertOneError(await consumer.Build(), consumer["gone.safetensors"] + " : error PKR1079: Model 'gone' cannot be read");
    }

    [Fact]
    public async Task Two_models_of_one_name_are_one_error()
    {
        using var consumer = Create("<PickerelModel Include=\"a.safetensors\" /><PickerelModel Include=\"b.safetensors\" Name=\"A\" /><PickerelModel Include=\"c.safetensors\" />");

        Consumer.AssertOneError(await consumer.Build(), consumer["Consumer.csproj"] + " : error PKR1086: More than one PickerelModel is named 'a'");
    }

    [Fact]
    public async Task A_name_that_is_no_file_name_is_one_error()
    {
        using var consumer = Create("<PickerelModel Include=\"a.safetensors\" Name=\"../a\" />");

        Consumer.AssertOneError(await consumer.Build(), consumer["a.safetensors"] + " : error PKR1087: '../a' cannot be a model's name");
    }

    [Fact]
    public async Task A_compiler_that_is_too_old_is_one_error()
    {
        using var consumer = Create("");

        Consumer.AssertOneError(await consumer.Build("-p:CompilerApiVersion=roslyn4.12"), consumer["Consumer.csproj"] + " : error PKR1088: Pickerel needs the C# compiler 4.14, but this build uses 4.12");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_design_time_build_on_a_fresh_clone_has_no_error_whatever_the_model_is(bool hasModel)
    {
        using var consumer = Create("<PickerelModel Include=\"m.safetensors\" />");
        if (hasModel)
            consumer.Write("m.safetensors", Model(1));
        // As an editor does: once before packages are restored, once after.
        Consumer.AssertClean(await consumer.Dotnet(DesignTime));
        Consumer.AssertClean(await consumer.Dotnet(["restore", "-nologo", "-v:q"]));
        var run = await consumer.Dotnet(DesignTime);

        Consumer.AssertClean(run);
        Assert.Contains("Pickerel.Generator.dll", run.Output, StringComparison.Ordinal);
        Assert.Contains("/additionalfile:", run.Output, StringComparison.Ordinal);
        Assert.Equal(hasModel, File.Exists(consumer[Text + "m.pickerel"]));
    }

    private Consumer Create(string items) => new(pickerel, "net10.0", items, "System.Console.WriteLine();");

    /// <summary>A safetensors file of one value; the tensor's name holds what shells and MSBuild read as their own.</summary>
    private static byte[] Model(byte value)
    {
        var header = Encoding.UTF8.GetBytes("""{"$(a;b)%2F\"'":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}""");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, value];
    }

    /// <summary>The text it becomes.</summary>
    private static string Expected(byte value) =>
        ModelTextWriter.ToText(new ModelDocument("m", Network: null, [new ModelTensor("$(a;b)%2F\"'", TensorType.I8, [1], [value])]));
}
