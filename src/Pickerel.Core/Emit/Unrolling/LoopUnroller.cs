using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Emit;

/// <summary>
/// Writes the methods of a layer without loops: passes one behind the other, the loop's variable a constant in each. Where that is
/// more than the budget, passes become a method that is called for each, or for some at a time; what they sum goes in and
/// comes out by reference, and is in registers between. Passes that only narrow registers take are behind a condition that the JIT knows.
/// </summary>
internal sealed class LoopUnroller
{
    private static readonly Regex Choice = new(
        @"if \(V\.Lanes == 16\)\n +(?<wide>\w+\u0001\w*)<.*\n *else\n +(?<narrow>\w+\u0001\w*)<", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>The lanes of registers, widest first.</summary>
    private static readonly int[] AllLanes = [16, 8, 4, 1];

    private readonly MethodCode _method;
    private readonly IReadOnlyList<int> _lanes;
    private readonly Dictionary<string, MethodCode> _parts = new(StringComparer.Ordinal);

    private LoopUnroller(MethodCode method, IReadOnlyList<int> lanes)
    {
        (_method, _lanes) = (method, lanes);
    }

    /// <summary>The text of a layer's methods without loops.</summary>
    public static string Unroll(string text, VectorWidth width)
    {
        var methods = MethodCode.Parse(text);
        var writer = new SourceWriter();
        foreach (var method in methods.SelectMany(m => new LoopUnroller(m, LanesOf(m.Name, text, width)).Methods()))
        {
            method.Write(writer);
            writer.Line();
        }

        return writer.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The lanes that a method may be written for.</summary>
    private static IReadOnlyList<int> LanesOf(string method, string text, VectorWidth width)
    {
        var widest = width switch { VectorWidth.Full => 16, VectorWidth.Half => 8, VectorWidth.Quarter => 4, _ => 1 };
        var choice = Choice.Match(text);
        var isWide = string.Equals(choice.Groups["wide"].Value, method, StringComparison.Ordinal);
        var isNarrow = string.Equals(choice.Groups["narrow"].Value, method, StringComparison.Ordinal);
        return [.. AllLanes.Where(lanes => lanes <= widest && (isWide == isNarrow || isWide == (lanes == 16)))];
    }

    private IEnumerable<MethodCode> Methods()
    {
        var body = Unroll(_method.Body, MethodScope.Of(_method));
        return [_method with { Body = body }, .. _parts.Values];
    }

    private IReadOnlyList<Code> Unroll(IReadOnlyList<Code> body, MethodScope scope)
    {
        var result = new List<Code>();
        foreach (var code in body)
        {
            switch (code)
            {
                case Code.Block block when LoopHeader.Parse(block.Header) is { } loop:
                    result.AddRange(Unroll(loop, Unroll(block.Body, scope.With(Local.Counter(loop.Variable))), scope));
                    break;
                case Code.Block block:
                    result.Add(block with { Body = Unroll(block.Body, scope) });
                    break;
                case Code.Line line:
                    result.Add(line);
                    scope = scope.Behind(line.Text);
                    break;
            }
        }

        return Code.WithoutUnused(result);
    }

    /// <summary>All passes of a loop: those that every width takes, then those that only narrower registers do.</summary>
    private IEnumerable<Code> Unroll(LoopHeader loop, IReadOnlyList<Code> body, MethodScope scope)
    {
        var done = 0L;
        foreach (var passes in _lanes.Select(loop.Passes).Distinct().OrderBy(p => p))
        {
            var code = Passes(loop, body, scope, done, passes);
            foreach (var pass in done == 0 ? code : [new Code.Block($"if ({loop.ValueAt(done)} < {loop.End})", code)])
                yield return pass;
            done = passes;
        }
    }

    /// <summary>The passes from one on up to another: written out, or as calls of a method.</summary>
    private IReadOnlyList<Code> Passes(LoopHeader loop, IReadOnlyList<Code> body, MethodScope scope, long first, long end)
    {
        var (steps, changed) = (Math.Max(1, Code.StepsOf(body)), scope.ChangedBy(body).Count > 0);
        var most = changed ? UnrollBudget.SumSteps : first == 0 ? UnrollBudget.BlockSteps : UnrollBudget.RareSteps;
        if ((end - first) * steps <= most || end - first == 1)
            return [.. Enumerable.Range(0, (int)(end - first)).SelectMany(i => Pass(loop, body, loop.ValueAt(first + i)))];

        // A method for as many passes as it may hold; what is left over has one of its own.
        var together = Divisor(end - first, Math.Max(1, (changed ? UnrollBudget.SumSteps : UnrollBudget.BlockSteps) / steps));
        var whole = (end - first) / together * together;
        var calls = Calls(loop, body, scope, first, together, whole / together);
        return first + whole == end ? calls : [.. calls, .. Calls(loop, body, scope, first + whole, end - first - whole, 1)];
    }

    /// <summary>Calls, each for some passes; calls of calls where there are many.</summary>
    private IReadOnlyList<Code> Calls(LoopHeader loop, IReadOnlyList<Code> body, MethodScope scope, long first, long together, long calls)
    {
        var start = loop.Variable;
        if (together > 1)
        {
            start += "From";
            body = [.. Enumerable.Range(0, (int)together).SelectMany(i => Pass(loop, body, i == 0 ? start : Terms.Sum(start, loop.Distance(i))))];
        }

        var call = new Code.Line(Outline(body, scope.With(Local.Counter(start))));
        return Passes(loop with { Variable = start, First = loop.First + (first * loop.Together), Together = loop.Together * together }, [call], scope, 0, calls);
    }

    /// <summary>One pass, with a value of the loop's variable.</summary>
    private static IReadOnlyList<Code> Pass(LoopHeader loop, IReadOnlyList<Code> body, string value)
    {
        if (body.Count == 1 && body[0] is Code.Line { IsCall: true } call)
            return [call.With(loop.Variable, value)];
        if (!Code.LinesOf(body).SelectMany(Local.Names).Contains(loop.Variable, StringComparer.Ordinal))
            return body.Any(c => c is Code.Line line && Local.Declared(line.Text).Any()) ? [new Code.Block("", body)] : body;
        return [new Code.Block("", [new Code.Line($"{(value.All(char.IsDigit) ? "const " : "")}nint {loop.Variable} = {value};"), .. body])];
    }

    /// <summary>Moves code into a method of its own; returns its call.</summary>
    private string Outline(IReadOnlyList<Code> body, MethodScope scope)
    {
        var (parameters, arguments, start, end) = (new List<string>(), new List<string>(), new List<Code>(), new List<Code>());
        var changed = new HashSet<string>(scope.ChangedBy(body).Select(l => l.Name), StringComparer.Ordinal);
        foreach (var local in scope.NeededBy(body))
        {
            if (changed.Contains(local.Name))
            {
                parameters.Add($"ref {local.Type} {local.Name}Total");
                arguments.Add("ref " + local.Name);
                start.Add(new Code.Line($"var {local.Name} = {local.Name}Total;"));
                end.Add(new Code.Line($"{local.Name}Total = {local.Name};"));
            }
            else if (local.IsSlot || scope.IsRepeatable(local))
            {
                start.Add(new Code.Line(local.Declaration));
            }
            else
            {
                parameters.Add(local.Type + " " + local.Name);
                arguments.Add(local.IsReference ? "ref " + local.Name : local.Name);
            }
        }

        return $"{MethodOf(parameters, Code.WithoutUnused([.. start, .. body, .. end]))}{_method.Types}({string.Join(", ", arguments)});";
    }

    /// <summary>The name of the method that has these parameters and this code: blocks that repeat share one.</summary>
    private string MethodOf(IReadOnlyList<string> parameters, IReadOnlyList<Code> body)
    {
        var key = string.Join("\n", parameters.Concat(Code.LinesOf(body)));
        if (!_parts.TryGetValue(key, out var part))
            _parts.Add(key, part = new MethodCode(InvariantText.Of($"{_method.Name}_Part{_parts.Count + 1}"), _method.Types, parameters, _method.Constraints, IsKernel: true, body));
        return part.Name;
    }

    /// <summary>The most passes up to a number that divide all without rest, if they are at least half of it; else the number.</summary>
    private static long Divisor(long passes, long most)
    {
        for (var divisor = Math.Min(passes, most); divisor > most / 2; divisor--)
        {
            if (passes % divisor == 0)
                return divisor;
        }

        return Math.Min(passes, most);
    }
}
