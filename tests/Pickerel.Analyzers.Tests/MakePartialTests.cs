using System.Threading.Tasks;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR1001 and PKR1002 have a fix.</summary>
public sealed class MakePartialTests
{
    [Theory]
    [InlineData("public static «»class Net;")]
    [InlineData("«»class Net;")]
    [InlineData("sealed «»record Net;")]
    [InlineData("public «»record class Net { }")]
    [InlineData("// a comment stays\n«»class Net { }")]
    public async Task The_class_is_made_partial(string declaration)
    {
        var source = Header + declaration.Replace("«»", "", System.StringComparison.Ordinal);

        var fixedSource = await Fixes.One<MakePartialFix>(source, GeneratorRun.Of(source).Diagnostics);

        Assert.Equal(Header + declaration.Replace("«»", "partial ", System.StringComparison.Ordinal), fixedSource);
        Assert.DoesNotContain(GeneratorRun.Of(fixedSource!).Diagnostics, d => d.Id is "PKR1001" or "PKR1002");
    }

    [Fact]
    public async Task All_types_around_it_are_made_partial_at_once()
    {
        const string source = """
            using Pickerel;
            public struct A
            {
                partial class B
                {
                    internal interface C
                    {
                        [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] class Net;
                    }
                }
            }
            """;

        var fixedSource = await Fixes.One<MakePartialFix>(source, GeneratorRun.Of(source).Diagnostics);

        Assert.Equal(
            source.Replace("struct A", "partial struct A", System.StringComparison.Ordinal)
                .Replace("interface C", "partial interface C", System.StringComparison.Ordinal)
                .Replace("class Net", "partial class Net", System.StringComparison.Ordinal),
            fixedSource);
    }

    [Fact]
    public async Task Fix_All_makes_a_shared_outer_type_partial_once()
    {
        const string source = """
            using Pickerel;
            class Outer
            {
                [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class A;
                [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] class B;
            }
            [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] class C;
            """;

        var fixedSource = await Fixes.All<MakePartialFix>(source, GeneratorRun.Of(source).Diagnostics);

        Assert.Equal(
            source.Replace("class Outer", "partial class Outer", System.StringComparison.Ordinal)
                .Replace("] class", "] partial class", System.StringComparison.Ordinal),
            fixedSource);
    }

    private const string Header = """
        using Pickerel;
        [Network(Input = "1x1x1", Seed = 1)] [Dense(1)]

        """;
}
