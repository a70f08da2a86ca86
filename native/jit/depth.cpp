#include "jit/depth.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace nodetorch {

namespace {

constexpr int kDeepest = 200;         // brackets, as in Python
constexpr size_t kMostIndents = 100;  // as in Python
constexpr int kMostOperators = 1000;  // each may be an operand of the next

void check(const char* what, const char* of, int64_t found, int64_t most) {
  TORCH_CHECK(found <= most, what, "(): ", of, " nest ", found, " deep here, at most ", most,
              " are read");
}

bool is_operator(std::string_view word) {
  constexpr std::array<std::string_view, 7> kWords{"not", "and", "or", "if", "else", "in", "is"};
  return std::ranges::find(kWords, word) != kWords.end();
}

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Reads a text of TorchScript once, without what is in quotes or behind a #.
class ScriptReader {
 public:
  ScriptReader(const char* what, const std::string& text) : what_(what), text_(text) {}

  void read() {
    begin_line();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++at_;
        begin_line();
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (in_word(c)) {
        word();
      } else {
        sign(c);
      }
    }
  }

 private:
  // The start of a statement, if no bracket is open and something follows.
  void begin_line() {
    const size_t indent = std::min(text_.find_first_not_of(" \t", at_), text_.size()) - at_;
    at_ += indent;
    const bool blank = at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '#';
    if (depth_ > 0 || blank) return;
    operators_ = 0;
    while (!indents_.empty() && indents_.back() > indent) indents_.pop_back();
    if (indent > 0 && (indents_.empty() || indents_.back() < indent)) indents_.push_back(indent);
    check(what_, "levels of indentation", static_cast<int64_t>(indents_.size()), kMostIndents);
  }

  void quoted(char quote) {
    const std::string three(3, quote);
    const bool is_long = text_.compare(at_, 3, three) == 0;
    at_ += is_long ? 3 : 1;
    while (at_ < text_.size()) {
      if (text_[at_] == '\\') {
        at_ += 2;
      } else if (is_long ? text_.compare(at_, 3, three) == 0 : text_[at_] == quote) {
        at_ += is_long ? 3 : 1;
        return;
      } else {
        ++at_;
      }
    }
    at_ = text_.size();
  }

  void word() {
    const size_t start = at_;
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    if (is_operator(std::string_view(text_).substr(start, at_ - start))) count();
  }

  void sign(char c) {
    ++at_;
    if (c == '(' || c == '[' || c == '{') {
      check(what_, "brackets", ++depth_, kDeepest);
      count();
    } else if (c == ')' || c == ']' || c == '}') {
      depth_ = std::max(depth_ - 1, 0);
    } else if (c == ',') {
      operators_ = 0;
    } else if (std::string_view("+-*/%@&|^~<>=!.").find(c) != std::string_view::npos) {
      count();
    }
  }

  void count() { check(what_, "operators of one expression", ++operators_, kMostOperators); }

  const char* what_;
  const std::string& text_;
  size_t at_ = 0;
  int depth_ = 0;
  int operators_ = 0;
  std::vector<size_t> indents_;
};

}  // namespace

void check_bracket_depth(const char* what, const std::string& text) {
  int depth = 0;
  int lists = 0;
  int deepest = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == '[') ++lists;
    if (c == ',' || c == ' ') lists = 0;
    deepest = std::max({deepest, depth, lists});
  }
  check(what, "types", deepest, kDeepest);
}

void check_script_depth(const char* what, const std::string& text) {
  ScriptReader(what, text).read();
}

}  // namespace nodetorch
