using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Xunit;

namespace Pickerel.Core.Tests.ModelText;

public sealed class ModelTextTests
{
    // Small: every character of its text is changed in turn.
    private static readonly Network Layers = new("tiny",
    [
        new InputNode { Name = "input", Shape = new(1, 1, 3), Quantization = new(1 / 16.0, 0, 8, Signed: false), Mean = [0.5, 0.25, 0.1], Std = [1, 2, 0.3] },
        new ReluNode { Name = "relu1", Inputs = ["input"], Shape = new(1, 1, 3), ActivationBits = 4 },
        new DenseNode { Name = "fc", Inputs = ["relu1"], Shape = new(1, 1, 2), Units = 2, WeightBits = 3, HasBias = true },
    ]);

    private static readonly ModelDocument Small = new("small", Layers,
    [
        Tensor("conv1.weight", TensorType.F32, [2, 1, 3, 3], 1),
        Tensor("empty", TensorType.F16, [0, 7], 2),
        Tensor("scalar", TensorType.BF16, [], 3),
        Tensor("fc/bias:0", TensorType.I8, [101], 4),
        Tensor("odd \"name\" \\ åäö \n\u0001\ud83d\ude00 ]", TensorType.I8, [1], 5),
    ]);

    [Fact]
    public void A_document_survives_the_text_exactly()
    {
        var read = Read(ModelTextWriter.ToText(Small));

        Assert.Equal(Small, Assert.IsType<ModelReadResult.Success>(read).Document);
        Assert.Equal(Small.Tensors[0].Bytes.ToArray(), ((ModelReadResult.Success)read).Document.Tensors[0].Bytes.ToArray());
    }

    [Fact]
    public void A_document_without_tensors_survives_too()
    {
        var nothing = new ModelDocument("small", Network: null, []);

        Assert.Equal(nothing, Assert.IsType<ModelReadResult.Success>(Read(ModelTextWriter.ToText(nothing))).Document);
    }

    [Fact]
    public void The_text_looks_as_documented()
    {
        var document = new ModelDocument("one", Network: null, [new ModelTensor("a.bias", TensorType.F32, [1], [0, 0, 128, 63])]);

        Assert.Equal(
            "pickerel 1\ntensor a.bias F32 [1]\nAACAPw==\nend sha256 " + Digest.Of("pickerel 1\ntensor a.bias F32 [1]\nAACAPw==\n").Hex + "\n",
            ModelTextWriter.ToText(document));
    }

    [Fact]
    public void Windows_line_ends_read_the_same()
    {
        var text = ModelTextWriter.ToText(Small).Replace("\n", "\r\n", StringComparison.Ordinal);

        Assert.Equal(Small, Assert.IsType<ModelReadResult.Success>(Read(text)).Document);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_text_cut_anywhere_is_a_problem_with_its_line(string lineEnd)
    {
        var text = ModelTextWriter.ToText(Small).Replace("\n", lineEnd, StringComparison.Ordinal);

        for (var length = 0; length < text.Length; length++)
            AssertProblem(text[..length]);
    }

    [Fact]
    public void A_text_with_any_byte_changed_is_a_problem_with_its_line()
    {
        var text = ModelTextWriter.ToText(Small);
        var random = new Random(7);
        for (var i = 0; i < text.Length; i++)
        {
            var others = new[] { ' ', '\n', '\r', '0', 'A', 'a', '=', '"', '\0', 'é', '\ud800', (char)(text[i] ^ 1), (char)random.Next(256) };
            foreach (var other in others.Where(c => c != text[i]))
                AssertProblem(text[..i] + other + text[(i + 1)..]);
        }
    }

    [Fact]
    public void A_text_with_a_line_removed_doubled_or_swapped_is_a_problem()
    {
        var lines = ModelTextWriter.ToText(Small).Split('\n')[..^1];
        for (var i = 0; i < lines.Length; i++)
        {
            AssertProblem(Join(lines.Where((_, n) => n != i)));
            AssertProblem(Join(lines.Take(i + 1).Concat(lines.Skip(i))));
            if (i + 1 < lines.Length)
                AssertProblem(Join([.. lines.Take(i), lines[i + 1], lines[i], .. lines.Skip(i + 2)]));
        }
    }

    [Theory]
    [InlineData("", "PKR1070", 1)]
    [InlineData("{\"a\":1}\n", "PKR1070", 1)]
    [InlineData("pickerel 2\nwhatever\n", "PKR1071", 1)]
    [InlineData("pickerel 99999999999999999999\n", "PKR1070", 1)]
    [InlineData("pickerel 1\n", "PKR1072", 1)]
    [InlineData("pickerel 1\ntensor a I8 [1]\nAA", "PKR1072", 3)]
    public void What_is_no_whole_text_of_this_version_says_so(string text, string id, int line)
    {
        var failure = Assert.IsType<ModelReadResult.Failure>(Read(text));

        Assert.Equal(id, failure.Problem.Message.Id);
        Assert.Equal(line, failure.Line);
    }

    // Texts with a right digest, as a hostile writer would make them.
    [Theory]
    [InlineData("tensor a F32 [2147483647, 2147483647, 2147483647, 2147483647]\n", "PKR1075", 2)]
    [InlineData("tensor a F32 [100000000]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [1]\ntensor a F32 [1]\n", "PKR1073", 3)]
    [InlineData("tensor a F32 [0]\ntensor a F32 [0]\n", "PKR1073", 3)]
    [InlineData("tensor a F32 [-1]\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [01]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [1,1]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [4294967297]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [1, 1, 1, 1, 1, 1, 1, 1, 1]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F64 [1]\nAAAAAAAAAAA=\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [1\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor a F32\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [\n", "PKR1073", 2)]
    [InlineData("tensor \n", "PKR1073", 2)]
    [InlineData("tensor \"a F32 [1]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor \"\\u12\" F32 [1]\nAACAPw==\n", "PKR1073", 2)]
    [InlineData("tensor \"\\\n", "PKR1073", 2)]
    [InlineData("tensor a F32 [1]\nAACA Pw=\n", "PKR1073", 3)]
    [InlineData("tensor a F32 [1]\nAACAPwAA\n", "PKR1073", 3)]
    [InlineData("tensor a F32 [1]\nAACAPw==\nAACAPw==\n", "PKR1073", 4)]
    [InlineData("tensor a F32 [1]\n\nAACAPw==\n", "PKR1073", 3)]
    [InlineData("nonsense\n", "PKR1073", 2)]
    [InlineData("\n", "PKR1073", 2)]
    public void A_well_signed_text_is_still_not_believed(string body, string id, int line)
    {
        var text = Sign("pickerel 1\n" + body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.IsType<ModelReadResult.Failure>(Read(text));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, "The reader allocated what the text does not hold.");
        Assert.Equal(id, failure.Problem.Message.Id);
        Assert.Equal(line, failure.Line);
    }

    [Fact]
    public void Seventeen_megabytes_of_tensors_read_in_well_under_a_second()
    {
        var big = new ModelDocument("big", Network: null, [.. Enumerable.Range(0, 17).Select(i => Tensor($"fc{i}.weight", TensorType.F32, [512, 512], i))]);
        var text = ModelTextWriter.ToText(big);
        // The best of a few: tests of other kinds run beside this one.
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(big.Tensors, Assert.IsType<ModelReadResult.Success>(Read(text)).Document.Tensors);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.True(best < TimeSpan.FromSeconds(1), $"Reading took {best}.");
    }

    [Fact]
    public void A_cancelled_read_stops()
    {
        using var source = new System.Threading.CancellationTokenSource();
        source.Cancel();

        _ = Assert.Throws<OperationCanceledException>(() => ModelTextReader.Read(ModelTextWriter.ToText(Small), "small", source.Token));
    }

    private static ModelReadResult Read(string text) => ModelTextReader.Read(text, "small", TestContext.Current.CancellationToken);

    private static void AssertProblem(string text)
    {
        var failure = Assert.IsType<ModelReadResult.Failure>(Read(text));
        Assert.Matches("^PKR10[78][0-9]$", failure.Problem.Message.Id);
        Assert.Contains("'small'", failure.Problem.Text, StringComparison.Ordinal);
        Assert.InRange(failure.Line, 1, text.Count(c => c == '\n') + 1);
    }

    private static string Sign(string text) => $"{text}end sha256 {Digest.Of(text).Hex}\n";

    private static string Join(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            _ = text.Append(line).Append('\n');
        return text.ToString();
    }

    private static ModelTensor Tensor(string name, TensorType type, EquatableArray<int> dimensions, int seed)
    {
        var bytes = new byte[dimensions.Aggregate(ModelTensor.SizeOf(type), (product, d) => product * d)];
        new Random(seed).NextBytes(bytes);
        return new ModelTensor(name, type, dimensions, ImmutableArray.Create(bytes));
    }
}
